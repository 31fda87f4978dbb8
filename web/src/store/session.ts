// Who is signed in, what they may do, and what this deployment is.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { ApiError, get, post, put, remove } from '@/api/http'

export type Edition = 'bank' | 'pboc' | 'province' | 'window'

interface SessionRow {
  account: string
  name?: string
  organisation: string
  organisation_name?: string
  roles: string
  permissions: string
  edition?: Edition
  must_change: boolean
  notice?: string | null
}

interface PortalRow {
  edition: Edition
  version: string
  notice: string | null
  provider: boolean
  name: string | null
}

export interface Credentials {
  organisation: string
  name: string
  password: string
  code: string | null
}

export const useSession = defineStore('session', () => {
  const row = ref<SessionRow | null>(null)
  const portal = ref<PortalRow | null>(null)
  /** The session was open and ended without the person asking for it. */
  const ended = ref(false)

  const signedIn = computed(() => row.value !== null)
  const permissions = computed(() => new Set(row.value?.permissions.split(' ') ?? []))
  const roles = computed(() => row.value?.roles.split(' ').filter(Boolean) ?? [])
  const edition = computed<Edition>(() => row.value?.edition ?? portal.value?.edition ?? 'bank')
  const notice = computed(() => row.value?.notice ?? portal.value?.notice ?? '')
  const account = computed(() => row.value?.account ?? '')
  const name = computed(() => row.value?.name ?? '')
  const organisation = computed(() => row.value?.organisation ?? '')
  const organisationName = computed(() => row.value?.organisation_name ?? '')
  const mustChange = computed(() => row.value?.must_change ?? false)

  /** Whether one of these permissions is held; an empty wish is always granted. */
  function may(permission: string | string[]): boolean {
    const wanted = typeof permission === 'string' ? [permission] : permission
    if (!wanted.some(Boolean)) return true
    return wanted.some((each) => each === 'signed_in' || permissions.value.has(each))
  }

  /** Asks once, at the start. */
  async function load(): Promise<void> {
    const asked = get<PortalRow>('/v1/portal').then(
      (found) => (portal.value = found),
      () => undefined,
    )
    try {
      row.value = await get<SessionRow>('/v1/session')
    } catch (reason) {
      if (!(reason instanceof ApiError) || reason.status !== 401) throw reason
    }
    await asked
  }

  async function signIn(by: Credentials): Promise<void> {
    const opened = await post<SessionRow>('/v1/session', by)
    row.value = opened.edition ? opened : await get<SessionRow>('/v1/session')
    ended.value = false
  }

  async function changePassword(before: string, after: string): Promise<void> {
    await put('/v1/session/password', { before, after })
    row.value = await get<SessionRow>('/v1/session')
  }

  async function signOut(): Promise<void> {
    await remove('/v1/session').catch(() => undefined)
    row.value = null
    ended.value = false
  }

  /** The server no longer knows the session. */
  function end(): void {
    if (row.value) ended.value = true
    row.value = null
  }

  return {
    portal,
    ended,
    signedIn,
    permissions,
    roles,
    edition,
    notice,
    account,
    name,
    organisation,
    organisationName,
    mustChange,
    may,
    load,
    signIn,
    changePassword,
    signOut,
    end,
  }
})

// The schema for components: loaded in the reader's language, again when that changes.
import { computed, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'

import { schema as load, tableName, type RecordShape, type Schema, type Table } from '@/api/schema'
import { usePreference } from '@/store/preference'
import { useSession } from '@/store/session'

import { forgetNames } from './lookup'

let account = ''
const rights = shallowRef<Pick<Schema, 'roles' | 'permissions'>>({ roles: {}, permissions: {} })

/** What a role or a permission is called; names that nobody made a word for stay. */
export const roleWord = (name: string) => rights.value.roles[name] ?? name
export const permissionWord = (name: string) => rights.value.permissions[name] ?? name

export function useSchema() {
  const session = useSession()
  const preference = usePreference()
  const found = shallowRef<Schema | null>(null)
  const failed = ref<unknown>(null)

  async function ask() {
    if (account !== session.account) forgetNames()
    account = session.account
    failed.value = null
    try {
      const asked = await load(`${preference.language} ${session.account} ${session.organisation}`)
      rights.value = asked
      found.value = asked
    } catch (reason) {
      failed.value = reason
    }
  }
  watch(() => [preference.language, session.account, session.organisation], ask, {
    immediate: true,
  })

  const tables = computed<Table[]>(() => found.value?.tables ?? [])
  const table = (name: string): Table | null =>
    tables.value.find((each) => tableName(each.path) === name) ?? null
  const shape = (record: string | null | undefined): RecordShape | null =>
    (record && found.value?.records[record]) || null

  return { schema: found, failed, ask, tables, table, shape }
}

/** The words for yes and no. */
export function useWords() {
  const { t } = useI18n()
  return computed(() => ({ yes: t('action.yes'), no: t('action.no') }))
}

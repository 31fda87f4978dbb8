// Names of organisations and people behind their ids, asked once and kept for the page's life.
import { reactive } from 'vue'

import { all } from '@/api/http'
import type { Choice, Column } from '@/api/schema'
import { useSession } from '@/store/session'

interface Named {
  id?: string
  account?: string
  name: string
  display_name?: string | null
}

/** Everybody may know what colleagues are called. */
const PATHS = {
  organisation: '/v1/organisations',
  account: '/v1/colleagues',
  role: '/v1/roles',
} as const
const MOST = 2000
const known = reactive<Record<string, Choice[]>>({})
const asked = new Map<string, Promise<void>>()

function load(kind: keyof typeof PATHS): Promise<void> {
  const found = asked.get(kind)
  if (found) return found
  const going = all<Named>(PATHS[kind], {}, MOST).then(
    (rows) => {
      known[kind] = rows.map((row) => ({
        value: row.id ?? row.account ?? '',
        label: row.display_name || row.name,
      }))
    },
    () => undefined, // Who may not see the names sees the ids.
  )
  asked.set(kind, going)
  return going
}

/** Choices for editors and names for cells; both fill as the answers come in. */
export function useLookup() {
  const session = useSession()

  function choices(column: Column): Choice[] {
    const kind = column.type
    if (kind !== 'organisation' && kind !== 'account') return column.choices
    void load(kind)
    return known[kind] ?? []
  }

  function name(column: Column, id: string): string {
    if (column.type === 'account' && id === session.account && session.name) return session.name
    if (column.type === 'organisation' && id === session.organisation && session.organisationName)
      return session.organisationName
    return choices(column).find((choice) => choice.value === id)?.label ?? id
  }

  /** The name in code of a role. */
  function role(id: string): string {
    if (session.may('security.account')) void load('role')
    return known['role']?.find((choice) => choice.value === id)?.label ?? id
  }

  return { choices, name, role }
}

/** After something was added or another person signed in. */
export function forgetNames(): void {
  asked.clear()
  for (const kind of Object.keys(known)) delete known[kind]
}

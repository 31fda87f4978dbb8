// What the pages of lists share: rows as the service gives them, and how they are named.
import { all, get } from '@/api/http'

export interface Revision {
  id: string
  list: string
  revision: string
  source: string
  state: 'draft' | 'approved' | 'pushed' | 'withdrawn'
  approved_by: string | null
  approved_at: string | null
  version: number
  made_at: string
  made_by: string
}

export interface Draft {
  list_revision: string
  entries: number
  added: number
  lapsed: number
  renamed: number
  changed: number
  refused: number
}

export type ChangeKind = 'add' | 'lapse' | 'rename' | 'change'

export interface Change {
  id: string
  kind: ChangeKind
  line: number
  identifier: string
  name: string
  before: string
}

export interface Refused {
  line: number
  identifier: string
  name: string
  value: string
  reason: string
}

export interface Coverage {
  id: string
  list_revision: string
  region: string
  covers_from: string
  covers_to: string | null
}

export interface Entry {
  id: string
  list_revision: string
  identifier: string
  name: string
  level: string
  listed_from: string
  listed_to: string | null
  objection: string | null
  known_from: string
  known_to: string | null
  correction_of: string | null
}

export interface Objection {
  id: string
  objection: string
  list: string
  revision: string
  identifier: string
  item: string
  reason: string
  evidence_sm3: string
  sender: string
  state: 'open' | 'corrected' | 'refused'
  answer: string | null
  entry: string | null
  answered_at: string | null
  version: number
  made_at: string
}

export interface ListName {
  list: string
  name: string
  owner: string
}

export const listNames = () => all<ListName>('/v1/list_names')

/** `tech.hnte` → 高新技术企业; the code itself when the rules do not know it. */
export const nameOf = (names: ListName[], list: string) =>
  names.find((one) => one.list === list)?.name ?? list

/** What the reader has just seen, kept so that a page may show who acts next. */
export const draftOf = (id: string) => get<Draft>(`/v1/list_drafts/${id}`)

export const entriesOf = (filter: string, asOf = '') =>
  all<Entry>('/v1/list_entries', { filter, as_of: asOf })

/** An instant a moment before another: what was known until then. */
export const justBefore = (at: string) => new Date(new Date(at).getTime() - 1).toISOString()

// What may be done with a row: which actions need nothing but its key, and what an answer means.
import type { Job } from '@/api/http'
import type { Action, RecordShape, Row, Table } from '@/api/schema'

/** Actions whose path is the table's with one `{…}` more, or what stands below that. */
export function rowActions(table: Table): Action[] {
  return table.actions.filter((action) => (action.path.match(/\{/g) ?? []).length === 1)
}

/** An answer that stands for work which goes on. */
export function jobOf(answer: unknown): Job | null {
  const one = answer as Partial<Job> | undefined
  return one?.id && one.kind && one.state && typeof one.total === 'number' ? (one as Job) : null
}

const ONCE = ['password', 'token', 'secret', 'key']

/** What an answer says that no list will ever say again. */
export function shownOnce(answer: unknown, shape: RecordShape | null): [string, string][] {
  const known = new Set(shape?.columns.map((column) => column.name))
  return Object.entries((answer ?? {}) as Row)
    .filter(([name, value]) => ONCE.includes(name) && !known.has(name) && value)
    .map(([name, value]) => [name, String(value)])
}

/** What a person calls a row: its name, its number, or its key. */
export function rowName(row: Row, key: string): string {
  for (const name of ['display', 'name', 'title', 'number', 'code', 'month', 'value', key])
    if (typeof row[name] === 'string' && row[name]) return row[name]
  return ''
}

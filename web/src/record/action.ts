// What may be done with a row: which actions need nothing but its key, and what an answer means.
import type { Job } from '@/api/http'
import type { Action, Column, RecordShape, Row, Table } from '@/api/schema'

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

/** What keeps a row in its place and says nothing of it to a person. */
const INNER = new Set(['id', 'tenant', 'path', 'version', 'made_at'])
export const isInner = (column: Column) => INNER.has(column.name) || /_digest$/.test(column.name)

const NAMES = ['display_name', 'name', 'title', 'number', 'month', 'code']
const MOST_SHOWN = 8

/** What a person wants to see first: the name, no inner columns, no long texts, nothing fixed. */
export function usualColumns(columns: Column[], fixed: Set<string>): string[] {
  const wanted = columns.filter(
    (one) => one.type !== 'long_text' && !fixed.has(one.name) && !isInner(one),
  )
  const names = (wanted.length ? wanted : columns).map((one) => one.name)
  const first = NAMES.find((name) => names.includes(name))
  const rest = names.filter((name) => name !== first)
  return (first ? [first, ...rest] : rest).slice(0, MOST_SHOWN)
}

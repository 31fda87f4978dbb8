// What the service says of its records: columns, choices, tables and what may be done with a row.
import { get } from './http'

export type ColumnType =
  | 'text'
  | 'long_text'
  | 'integer'
  | 'decimal'
  | 'money'
  | 'boolean'
  | 'day'
  | 'instant'
  | 'month'
  | 'choice'
  | 'organisation'
  | 'account'
  | 'region'

export interface Choice {
  value: string
  label: string
}

export interface Column {
  name: string
  label: string
  type: ColumnType
  required: boolean
  key: boolean
  unit: string | null
  help: string | null
  choices: Choice[]
}

export interface RecordShape {
  title: string
  columns: Column[]
}

/** A write that the schema offers; `record` is the body's shape, null when it has none. */
export interface Action {
  method: 'POST' | 'PUT' | 'DELETE'
  path: string
  record: string | null
  permission: string
  title: string
}

export interface Table {
  path: string
  title: string
  record: string
  permission: string
  one: boolean
  create: Action | null
  actions: Action[]
}

export interface Schema {
  records: Record<string, RecordShape>
  /** Lists that can be asked for as they stand. */
  tables: Table[]
  /** Lists that need a value in the path or the query. */
  nested: Table[]
  /** What roles and permissions are called. */
  roles: Record<string, string>
  permissions: Record<string, string>
}

export type Cell = string | number | boolean | null | undefined
export type Row = Record<string, Cell>

let kept: { of: string; schema: Promise<Schema> } | null = null

/** The schema in a language for who is signed in; asked once. `of` changes with either. */
export function schema(of: string): Promise<Schema> {
  if (kept?.of !== of) {
    const asked = get<Schema>('/v1/schema')
    kept = { of, schema: asked }
    asked.catch(() => (kept = null))
  }
  return kept.schema
}

/** `/v1/months/{month}/runs` → `months-runs`: how a table is called in the portal's addresses. */
export function tableName(path: string): string {
  const parts = path.split('/').filter((part) => part && part !== 'v1' && !part.startsWith('{'))
  return parts.join('-')
}

/** Fills `{…}` of a path from left to right. */
export function filled(path: string, values: string[]): string {
  let next = 0
  return path.replace(/\{\w+\}/g, () => encodeURIComponent(values[next++] ?? ''))
}

export const keyOf = (shape: RecordShape) =>
  shape.columns.find((column) => column.key)?.name ?? shape.columns[0]?.name ?? 'id'

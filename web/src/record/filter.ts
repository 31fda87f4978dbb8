// Conditions of a list: as the service takes them in `filter=`, and as a person reads them.
import type { Column } from '@/api/schema'

export const COMPARES = [
  'equal',
  'not_equal',
  'less',
  'at_most',
  'more',
  'at_least',
  'begins',
] as const
export type Compare = (typeof COMPARES)[number]

export interface Condition {
  column: string
  compare: Compare
  value: string
}

const SIGNS: Record<Compare, string> = {
  equal: '=',
  not_equal: '!=',
  less: '<',
  at_most: '<=',
  more: '>',
  at_least: '>=',
  begins: '^=',
}
// The long ones first, so that `<=` is not read as `<`.
const BY_SIGN = (Object.entries(SIGNS) as [Compare, string][]).sort(
  (a, b) => b[1].length - a[1].length,
)

/** Comparisons that make sense for a column, the usual one first. */
export function comparesOf(column: Column): Compare[] {
  switch (column.type) {
    case 'integer':
    case 'decimal':
    case 'money':
    case 'day':
    case 'instant':
    case 'month':
      return ['at_least', 'at_most', 'equal', 'not_equal', 'more', 'less']
    case 'choice':
    case 'boolean':
    case 'organisation':
    case 'account':
      return ['equal', 'not_equal']
    default:
      return ['equal', 'begins', 'not_equal']
  }
}

const escaped = (text: string) => text.replace(/[\\,]/g, (sign) => '\\' + sign)

export const filterText = (conditions: Condition[]) =>
  conditions.map((one) => one.column + SIGNS[one.compare] + escaped(one.value)).join(',')

/** Reads what `filterText` wrote; what it does not understand is left out. */
export function readFilter(text: string): Condition[] {
  const out: Condition[] = []
  for (const part of text.match(/(?:\\.|[^,\\])+/g) ?? []) {
    const name = /^\w+/.exec(part)?.[0] ?? ''
    const rest = part.slice(name.length)
    const found = BY_SIGN.find(([, sign]) => rest.startsWith(sign))
    if (!name || !found) continue
    const value = rest.slice(found[1].length).replace(/\\(.)/g, '$1')
    out.push({ column: name, compare: found[0], value })
  }
  return out
}

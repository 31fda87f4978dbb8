// Values of a column: as a person reads them, as an editor holds them, as the service takes them.
import type { Cell, Column } from '@/api/schema'
import { grouped, instant, money } from '@/part/format'
import type { MoneyUnit } from '@/store/preference'

/** What the reader's language says for yes and no. */
export interface Words {
  yes: string
  no: string
}

const NUMBERS = new Set(['integer', 'decimal', 'money'])

/** Whether the values stand at the right. */
export const isNumber = (column: Column) => NUMBERS.has(column.type)

/** Texts that may stand in several lines; all else stays in one. */
export const isWords = (column: Column) => column.type === 'text' || column.type === 'long_text'

/** Names of people and bodies stand in no row: they are looked up. */
export const isLookedUp = (column: Column) =>
  column.type === 'organisation' || column.type === 'account'

export function shown(column: Column, value: Cell, words: Words, unit: MoneyUnit = 'yuan'): string {
  if (value === null || value === undefined || value === '') return ''
  switch (column.type) {
    case 'money':
      return money(value as string | number, unit)
    case 'integer':
    case 'decimal':
      return grouped(value as string | number)
    case 'boolean':
      return value ? words.yes : words.no
    case 'instant':
      return instant(String(value))
    case 'choice':
      return column.choices.find((choice) => choice.value === value)?.label ?? String(value)
    default:
      return String(value)
  }
}

/** Why a text cannot be sent: the key of a text and what it says besides the label. */
export interface Fault {
  key:
    | 'required'
    | 'not_number'
    | 'not_integer'
    | 'not_day'
    | 'not_month'
    | 'not_choice'
    | 'not_boolean'
  choices?: string
}

type Read = { value: Cell } | { fault: Fault }

/** `1,200.50` or `１２００` → `1200.50`, `1200`; what is no number stays. */
function plain(text: string): string {
  return text.normalize('NFKC').replace(/[,\s¥]/g, '')
}

function readDay(text: string): string | null {
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text)
  if (!match)
    return /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : null
  const [, year = '', month = '', day = ''] = match
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

function readMonth(text: string): string | null {
  const match = /^(\d{4})[-/.年]?(\d{1,2})月?$/.exec(text)
  return match ? `${match[1]}-${(match[2] ?? '').padStart(2, '0')}` : null
}

/** What was typed or pasted, as the service takes it. */
export function read(column: Column, given: Cell, words: Words): Read {
  const text = given === null || given === undefined ? '' : String(given).trim()
  if (text === '') {
    if (column.required && column.type !== 'boolean') return { fault: { key: 'required' } }
    return { value: column.type === 'boolean' && column.required ? false : null }
  }
  switch (column.type) {
    case 'integer':
      return /^-?\d+$/.test(plain(text))
        ? { value: Number(plain(text)) }
        : { fault: { key: 'not_integer' } }
    case 'decimal':
    case 'money':
      return /^-?\d+(\.\d+)?$/.test(plain(text))
        ? { value: plain(text) }
        : { fault: { key: 'not_number' } }
    case 'boolean': {
      const low = text.toLowerCase()
      if ([words.yes, 'true', '1', 'yes', '是'].includes(low)) return { value: true }
      if ([words.no, 'false', '0', 'no', '否'].includes(low)) return { value: false }
      return { fault: { key: 'not_boolean' } }
    }
    case 'day': {
      const day = readDay(text)
      return day ? { value: day } : { fault: { key: 'not_day' } }
    }
    case 'month': {
      const month = readMonth(text)
      return month ? { value: month } : { fault: { key: 'not_month' } }
    }
    case 'choice': {
      const found = column.choices.find((each) => each.value === text || each.label === text)
      if (found) return { value: found.value }
      return {
        fault: { key: 'not_choice', choices: column.choices.map((each) => each.label).join('、') },
      }
    }
    default:
      return { value: column.type === 'long_text' ? String(given) : text }
  }
}

/** A whole body: values without what is empty, and the fault of each column that has one. */
export function readBody(columns: Column[], given: Record<string, Cell>, words: Words) {
  const body: Record<string, Cell> = {}
  const faults: Record<string, Fault> = {}
  for (const column of columns) {
    const one = read(column, given[column.name], words)
    if ('fault' in one) faults[column.name] = one.fault
    else if (one.value !== null) body[column.name] = one.value
  }
  return { body, faults }
}

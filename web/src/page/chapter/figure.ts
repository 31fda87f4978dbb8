// Figures of the five chapters in one shape, from where an edition has them; sums stay exact.
import { ApiError, all, get, type Page } from '@/api/http'
import { monthAfter } from '@/part/format'
import type { Edition } from '@/store/session'

import type { Break } from './names'

export const CHAPTERS = ['tech', 'green', 'inclusive', 'pension', 'digital'] as const
export type Chapter = (typeof CHAPTERS)[number]
export type Relation = 'loan' | 'flow'

/** Whoever holds one of these may read figures of some kind. */
export const READERS = ['month.read', 'match.read', 'release.read']
/** What the edition's own figures ask for. */
export const NEEDED: Record<Edition, string> = {
  bank: 'month.read',
  pboc: 'match.read',
  province: 'release.read',
  window: 'release.read',
}

export interface Cell {
  relation: Relation
  dimension: string
  value: string
  measure: string
  /** None where it is hidden or there is none. */
  amount: string | null
  rate: string | null
  customers: number | null
  receipts: number | null
  pending: string | null
  pendingReceipts: number | null
  hidden: boolean
}

interface FigureRow {
  relation: Relation
  dimension: string
  value: string | null
  measure: string
  amount: string | null
  rate: string | null
  customers: number | null
  receipts: number | null
  pending_amount: string | null
  pending_receipts: number | null
}
interface ReleasedRow {
  month: string
  level: 'joint' | 'public'
  relation: Relation
  dimension: string
  value: string
  measure: string
  amount: string
  rate: string
  customers: string
  package: string
  made_at: string
}

const MOST = 20_000
const HIDDEN = '…'

const ownCell = (row: FigureRow): Cell => ({
  relation: row.relation,
  dimension: row.dimension,
  value: row.value ?? '',
  measure: row.measure,
  amount: row.amount,
  rate: row.rate,
  customers: row.customers,
  receipts: row.receipts,
  pending: row.pending_amount,
  pendingReceipts: row.pending_receipts,
  hidden: false,
})

function releasedCell(row: ReleasedRow): Cell {
  const hidden = row.amount === HIDDEN
  return {
    relation: row.relation,
    dimension: row.dimension,
    value: row.value,
    measure: row.measure,
    amount: hidden ? null : row.amount,
    rate: hidden || !row.rate ? null : row.rate,
    customers: hidden || row.customers === '' ? null : Number(row.customers),
    receipts: null,
    pending: null,
    pendingReceipts: null,
    hidden,
  }
}

/** Of one month the newest package counts, and what departments get before what all get. */
function newestOf(rows: ReleasedRow[]): ReleasedRow[] {
  const joint = rows.filter((row) => row.level === 'joint')
  const some = joint.length ? joint : rows
  const last = some.reduce((best, row) => (row.made_at > best ? row.made_at : best), '')
  const from = some.find((row) => row.made_at === last)?.package
  return some.filter((row) => row.package === from)
}

export async function loadCells(edition: Edition, month: string): Promise<Cell[]> {
  if (edition === 'bank')
    return (await all<FigureRow>(`/v1/months/${month}/figures`, {}, MOST)).map(ownCell)
  if (edition === 'pboc')
    return (await all<FigureRow>(`/v1/matches/${month}/summary`, {}, MOST)).map(ownCell)
  const rows = await all<ReleasedRow>('/v1/released_cells', { filter: `month=${month}` }, MOST)
  return newestOf(rows).map(releasedCell)
}

/** A figure against an earlier month; `code` says why there is no rate. */
export interface Growth {
  base: string
  difference: string | null
  rate: string | null
  code: string
  breaks: Break[]
  /** What else a reader must know: other banks, a trial, other packs. */
  notes: string[]
}
export interface Point {
  month: string
  amount: string | null
  notes: string[]
  monthBefore: Growth
  yearBefore: Growth
}
export interface Trend {
  months: string[]
  breaks: Break[]
  of: (relation: Relation, measure: string) => Point[]
}

interface SeriesComparison {
  base: string
  difference: string | null
  rate: string | null
  code: string
  breaks: number[]
  notes: string[]
}
interface SeriesLine {
  legal_uscc: string
  table: string
  row: string
  month: string
  value: string | null
  notes: string[]
  month_before: SeriesComparison
  year_before: SeriesComparison
}
interface Series {
  months: { month: string; run: string | null }[]
  breaks: (Break & { series: string })[]
  lines: SeriesLine[]
}

async function ownTrend(): Promise<Trend> {
  const series = await get<Series>('/v1/series', { table: 'summary', figure: 'amount' })
  const growth = (one: SeriesComparison): Growth => ({
    ...one,
    breaks: one.breaks.flatMap((i) => series.breaks[i] ?? []),
  })
  const lines = series.lines.filter((line) => line.legal_uscc === '*')
  return {
    months: series.months.filter((one) => one.run).map((one) => one.month),
    breaks: series.breaks,
    of: (relation, measure) =>
      lines
        .filter((line) => line.table === `summary.${relation}` && line.row === measure)
        .map((line) => ({
          month: line.month,
          amount: line.value,
          notes: line.notes,
          monthBefore: growth(line.month_before),
          yearBefore: growth(line.year_before),
        })),
  }
}

const lastDay = (month: string) => `${month}-31`

/** Changes of the definition between two months; a flow breaks within the earlier one already. */
export function breaksBetween(breaks: Break[], base: string, month: string, relation: Relation) {
  const after = relation === 'flow' ? `${base}-01` : lastDay(base)
  return breaks.filter((one) => one.from > after && one.from <= lastDay(month))
}

async function releasedTrend(breaksOf: (measure: string) => Break[]): Promise<Trend> {
  const rows = await all<ReleasedRow>('/v1/released_cells', { filter: 'dimension=all' }, MOST)
  const months = [...new Set(rows.map((row) => row.month))].sort()
  const cells = new Map<string, Cell>()
  for (const month of months)
    for (const row of newestOf(rows.filter((one) => one.month === month)))
      cells.set([month, row.relation, row.measure].join(' '), releasedCell(row))
  const of = (relation: Relation, measure: string): Point[] => {
    const at = (month: string) => cells.get([month, relation, measure].join(' '))?.amount ?? null
    const growth = (month: string, by: number): Growth => {
      const base = monthAfter(month, by)
      const none = { base, difference: null, rate: null, breaks: [], notes: [] }
      const [now, before] = [at(month), at(base)]
      if (now === null) return { ...none, code: 'missing' }
      if (before === null) return { ...none, code: 'base_missing' }
      const breaks = breaksBetween(breaksOf(measure), base, month, relation)
      if (breaks.length) return { ...none, breaks, code: 'break' }
      const rate = percent(now, before)
      return { ...none, difference: difference(now, before), rate, code: rate ? '' : 'base_zero' }
    }
    return months.map((month) => ({
      month,
      amount: at(month),
      notes: [],
      monthBefore: growth(month, -1),
      yearBefore: growth(month, -12),
    }))
  }
  return { months, breaks: breaksOf('net'), of }
}

const EMPTY: Trend = { months: [], breaks: [], of: () => [] }

export async function loadTrend(edition: Edition, breaksOf: (measure: string) => Break[]) {
  if (edition === 'province' || edition === 'window') return releasedTrend(breaksOf)
  try {
    return await ownTrend()
  } catch (reason) {
    if (reason instanceof ApiError && reason.code === 'series_empty') return EMPTY
    throw reason
  }
}

/** The newest month with figures; '' before any has. */
export async function newestFigures(edition: Edition): Promise<string> {
  if (edition === 'bank' || edition === 'pboc') {
    const trend = await loadTrend(edition, () => [])
    return trend.months[trend.months.length - 1] ?? ''
  }
  const page = await get<Page<ReleasedRow>>('/v1/released_cells', { sort: '-month', limit: 1 })
  return page.data[0]?.month ?? ''
}

function cents(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text)
  if (!match) return 0n
  const value = BigInt((match[2] ?? '0') + (match[3] ?? '').slice(0, 2).padEnd(2, '0'))
  return match[1] ? -value : value
}
function yuan(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(3, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** a − b in 元, exactly; none when either is missing. */
export function difference(a: string | null | undefined, b: string | null | undefined) {
  return a && b ? yuan(cents(a) - cents(b)) : null
}

/** (now − base) ÷ base in per cent with two places; none over zero or less. */
export function percent(now: string | null | undefined, base: string | null | undefined) {
  if (!now || !base) return null
  const [a, b] = [cents(now), cents(base)]
  if (b <= 0n) return null
  const up = (a - b) * 1_000_000n
  const rounded = up / b
  const half = rounded < 0n ? rounded - 50n : rounded + 50n
  return yuan(half / 100n)
}

/** part ÷ whole in per cent, for bars and shares. */
export function share(part: string | null | undefined, whole: string | null | undefined): number {
  if (!part || !whole) return 0
  const b = cents(whole)
  return b > 0n ? Number((cents(part) * 10_000n) / b) / 100 : 0
}

/** For charts alone: they draw no cents. */
export const drawn = (text: string | null | undefined, unit: number): number | null =>
  text ? Math.round((Number(text) / unit) * 100) / 100 : null

/** The receipts behind a cell as a filter of the list; none where the list cannot say it. */
export function receiptFilter(chapter: string, dimension: string, value: string): string | null {
  const base = `${chapter}=yes`
  if (dimension === 'all') return base
  if (!value || value === '-') return null
  if (dimension === 'city') return `${base},branch_region^=${value.slice(0, 4)}`
  if (dimension === 'size') return `${base},borrower_size=${value}`
  if (dimension === 'guarantee') return `${base},guarantee=${value}`
  if (dimension === 'institution') return `${base},legal_uscc=${value}`
  if (dimension === 'industry' && /^[A-Z]$/.test(value)) return `${base},use_industry^=${value}`
  if (dimension === 'industry' && value === '境外') return `${base},use_industry=2000`
  return null
}

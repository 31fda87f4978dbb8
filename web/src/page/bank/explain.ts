// A receipt's explanation as the service gives it, and how its rules hang together.

export interface Trace {
  verdict: 'Y' | 'N' | 'U'
  version: string | null
  missing: string[]
  day_unknown?: boolean
  conditions?: Condition[]
  params?: Record<string, string>
  law?: { doc: string; at: string; mark: string; quote: string }[]
}

export interface Condition {
  condition: string
  state: 'Y' | 'N' | 'U'
  text: string
  items?: Record<string, string | null>
  named?: Record<string, string | null>
  comparisons?: {
    left: string
    left_value: string
    op: string
    right: string
    right_value: string
    difference: string
  }[]
}

export interface ExplainedRecord {
  relation: string
  contract: string
  receipt: string
  bill: string
  txn: string
  amount: string
  rules: Record<string, Trace>
  failed_checks: Record<string, Trace>
}

/** What items and rules are called, and codes by the item or the column that holds them. */
export interface Names {
  items: Record<string, string>
  rules: Record<string, string>
  codes?: Record<string, Record<string, string>>
}

/** `CS03 小型`; the value alone where it is no code. */
export function codeName(names: Names | undefined, of: string, value: string): string {
  const name = names?.codes?.[of]?.[value]
  return name ? `${value} ${name}` : value
}

export interface ReceiptView {
  explanation: {
    month: string
    pack: string
    trial: boolean
    notes: string[]
    found: number
    records: ExplainedRecord[]
  }
  names?: Names
  determinations: Record<string, string | null>[]
  platform_errors: Record<string, string | null>[]
}

export const CHAPTERS = ['tech', 'green', 'inclusive', 'pension', 'digital'] as const

/** Rules that a condition reads: `rule('green.loan')`. */
export const rulesIn = (condition: Condition): string[] =>
  Array.from(condition.text.matchAll(/rule\('([^']+)'\)/g), (match) => match[1] ?? '')

/** Rules of a chapter that no other shown rule reads, those that count first. */
export function rootsOf(record: ExplainedRecord, chapter: string): string[] {
  const read = new Set(
    Object.values(record.rules).flatMap((trace) => (trace.conditions ?? []).flatMap(rulesIn)),
  )
  const rank = { Y: 0, U: 1, N: 2 }
  return Object.keys(record.rules)
    .filter((name) => name.startsWith(chapter + '.') && !read.has(name))
    .sort((a, b) => rank[record.rules[a]!.verdict] - rank[record.rules[b]!.verdict])
}

/** Names of what lacks where a rule of a chapter is in doubt. */
export function pendingItems(view: ReceiptView): string[] {
  const out = new Set<string>()
  for (const record of view.explanation.records)
    for (const [rule, trace] of Object.entries(record.rules))
      if (trace.verdict === 'U' && CHAPTERS.some((chapter) => rule.startsWith(chapter + '.')))
        for (const item of trace.missing) out.add(view.names?.items[item] ?? item)
  return [...out]
}

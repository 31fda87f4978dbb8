// What the service says of why a receipt counts, and how its verdicts look.
import type { Tone } from '@/part/StateTag.vue'

export type Verdict = 'Y' | 'N' | 'U'
export interface ConditionTrace {
  condition: string
  state: Verdict
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
export interface RuleTrace {
  verdict: Verdict
  version: string | null
  missing: string[]
  day_unknown?: boolean
  conditions?: ConditionTrace[]
  params?: Record<string, string>
  law?: { doc: string; at: string; mark: string; quote: string }[]
}
export interface ReceiptRecord {
  relation: 'loan' | 'flow'
  legal_uscc: string
  contract: string
  receipt: string
  bill: string
  txn: string
  amount: string
  rules: Record<string, RuleTrace>
  failed_checks: Record<string, RuleTrace>
}
export interface ReceiptView {
  explanation: {
    month: string
    pack: string
    trial: boolean
    notes: string[]
    found: number
    records: ReceiptRecord[]
  }
  determinations: Record<string, string | null>[]
  platform_errors: Record<string, string | null>[]
}

export const TONES: Record<Verdict, Tone> = { Y: 'good', N: 'quiet', U: 'warn' }

/** Names of the rules that a condition asks: `rule('tech.htp')`. */
export function rulesIn(text: string): string[] {
  return [...text.matchAll(/rule\('([^']+)'\)/g)].flatMap((match) => match[1] ?? [])
}

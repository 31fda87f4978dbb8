// Rules as the service gives them.
export interface RuleLine {
  rule: string
  kind: 'eligibility' | 'check' | 'table' | 'metric'
  chapter: string
  zh: string
  en: string
  from: string | null
  versions: string
  state: RuleState
  status: string
  law: string
  clause: string
  conditions: number
  tests: number
  passed: number
  file: string
}

export type RuleState = 'official' | 'known' | 'trial' | 'proposal' | 'unset'

export interface Law {
  document: string
  clause: string
  quote: string
  mark: string
  state: RuleState
  status: string
}

export interface Parameter {
  parameter: string
  rule: string
  region: string
  from: string
  to: string | null
  value: string | null
  unit: string
  state: RuleState
  status: string
  law: string
  clause: string
  quote: string
}

export interface Version {
  from: string
  to: string | null
  repealed: boolean
  parameters: Record<string, string>
  law: Law[]
  changes: { what: string; before: string; after: string }[]
}

export interface Named {
  kind: string
  name: string
  title: string
}

export interface RuleDetail extends RuleLine {
  title: string
  statement: string
  combine?: string
  severity?: string
  clock?: { item: string; label: string }
  condition_list?: { name: string; words: string; expression: string; why: string }[]
  version_list?: Version[]
  law_list?: Law[]
  expression?: string
  inputs: { item: string; label: string; type: string; unit: string }[]
  parameters: Parameter[]
  uses: Named[]
  used_by: Named[]
  feeds: { table: string; title: string; row: string; label: string; direct: boolean }[]
  table?: {
    inputs: { item: string; label: string; unit: string }[]
    output: string
    count: number
    rows: { cells: string[]; output: string; line: number }[]
  }
  test_list: {
    columns: string[]
    passed: number
    count: number
    rows: { number: number; cells: string[]; passed: boolean; message: string | null }[]
    faults: unknown[]
  }
}

export interface Draft {
  id: string
  file: string
  state: 'refused' | 'failing' | 'passed'
  rules: number
  tests: number
  faults: number
  differences: number
  month: string | null
  receipts: number | null
  changed: number | null
  listed: number | null
  note: string | null
  made_at: string
}

export interface Fault {
  number: number
  file: string
  line: number
  column: number
  field: string
  message: string
}

export interface Difference {
  number: number
  kind: string
  name: string
  before: string | null
  before_state: string
  after: string | null
  after_state: string
}

export interface Effect {
  relation: 'loan' | 'flow'
  kind: string
  item: string
  chapter: string
  zh: string | null
  en: string | null
  changed: boolean
  count_before: number
  count_after: number
  amount_before: string
  amount_after: string
  amount_change: string
  pending_before: number
  pending_after: number
}

export interface Changed {
  number: number
  relation: 'loan' | 'flow'
  contract: string | null
  receipt: string | null
  bill: string | null
  amount: string
  rule: string
  chapter: string
  from: string
  to: string
}

/** How a state is shown: what is not official is never quiet. */
export const TONE = {
  official: 'good',
  known: 'quiet',
  trial: 'warn',
  proposal: 'warn',
  unset: 'bad',
} as const

export const CHAPTERS = ['tech', 'green', 'inclusive', 'pension', 'digital', 'common'] as const

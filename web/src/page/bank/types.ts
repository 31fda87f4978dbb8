// Rows of a bank's month as the service gives them; only what the pages read.

export interface MonthRow {
  id: string
  month: string
  state: 'open' | 'trial' | 'ready' | 'filed' | 'closed'
  run: string | null
}

export interface SentFile {
  name: string
  bytes: number
  sm3: string
}

export interface Submission {
  id: string
  month: string
  revision: number
  bytes: number
  rows: number
  state: 'received' | 'checked' | 'refused' | 'filed'
  note: string | null
  run: string | null
  made_at: string
}

export interface Refused {
  line: number
  file: string
  file_line: number
  field: string | null
  code: string
  value: string | null
  text?: string | null
}

export interface Finding {
  id: string
  relation: string
  contract: string
  receipt: string
  bill: string
  txn: string
  branch: string
  check: string
  severity: 'hard' | 'soft'
  detail: string
  text: string
  title?: string
  step?: string
  state: 'open' | 'proposed' | 'explained' | 'corrected'
  explanation: string | null
  note: string | null
  maker: string | null
  checker: string | null
  checked_at: string | null
}

export interface Explanation {
  id: string
  month: string
  relation: string
  check: string
  finding: string | null
  kind: string
  note: string
  maker: string
  checker: string | null
  checked_at: string | null
  answer: string | null
  state: 'made' | 'checked' | 'returned'
  made_at: string
}

export interface ToDetermine {
  key: string
  relation: string
  contract: string
  receipt: string
  bill: string
  branch: string
  reason: string
  chapter: string
  label: string
  amount: string | null
  made: string | null
}

export interface Determination {
  id: string
  contract: string
  receipt: string
  bill: string | null
  chapter: string
  verdict: string
  main_type: string | null
  share_ppm: number | null
  evidence: string
  maker: string
  checker: string | null
  checked_at: string | null
  valid_from: string
  state: 'made' | 'checked' | 'returned'
  note: string | null
  made_at: string
}

export interface Filing {
  id: string
  month: string
  revision: number
  run: string
  state: 'draft' | 'signed' | 'filed' | 'dropped'
  digest: string
  files: number
  bytes: number
  package: string | null
  maker: string
  filed_at: string | null
  made_at: string
}

export interface Seal {
  id: string
  filing: string
  signer_role: SignerRole
  actor: string
  name: string
  key_id: string
  at: string
}

export const SIGNER_ROLES = ['maker', 'checker', 'responsible'] as const
export type SignerRole = (typeof SIGNER_ROLES)[number]

/** The permission that lets a person sign in a role. */
export const SIGNER_PERMISSION: Record<SignerRole, string> = {
  maker: 'filing.make',
  checker: 'filing.check',
  responsible: 'filing.sign',
}

/** The number that people call a receipt by: of a bill where there is no receipt. */
export const numberOf = (row: { receipt: string | null; bill: string | null }) =>
  row.receipt && row.receipt !== '0' ? row.receipt : (row.bill ?? '')

export const isBill = (row: { receipt: string | null; bill: string | null }) =>
  !row.receipt || row.receipt === '0'

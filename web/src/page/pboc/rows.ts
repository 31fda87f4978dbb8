// Rows that the pages of the central bank read, and what they share: months, waiting, words.
import { onMounted, ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { get, type Page } from '@/api/http'
import { newestFigures } from '@/page/chapter/figure'
import { useSchema } from '@/record/schema'
import { useSession } from '@/store/session'

export interface Standing {
  legal_uscc: string
  name: string
  state: 'missing' | 'received' | 'wrong' | 'right'
  revision: number
  received_at: string | null
  due_on: string | null
  days_late: number | null
  refused: number
  hard: number
  soft: number
  inquiries_open: number
  source: 'legal' | 'extract'
}

export interface Fault {
  place: number
  severity: 'refused' | 'hard' | 'soft'
  check: string
  title: string
  text: string
  file: string | null
  line: number | null
  field: string | null
  relation: string
  contract: string | null
  receipt: string | null
  branch: string | null
}

export interface Submission {
  id: string
  month: string
  legal_uscc: string
  revision: number
  digest: string
  bytes: number
  rows: number
  state: string
  note: string | null
  made_at: string
}

export interface Inquiry {
  id: string
  inquiry: string
  month: string
  legal_uscc: string
  asked_by: string
  question: string
  about: string
  due_on: string | null
  state: 'sent' | 'answered' | 'accepted' | 'reopened'
  turn: number
  made_by: string
  version: number
  made_at: string
}

export interface Turn {
  id: string
  inquiry: string
  turn: number
  side: 'pboc' | 'bank'
  text: string
  filing: string | null
  made_by: string
  made_at: string
}

export interface PackageRow {
  id: string
  direction: 'in' | 'out'
  package: string
  kind: string
  sender: string
  recipient: string
  month: string
  about: string
  made_at: string
}

export interface Release {
  id: string
  month: string
  number: number
  level: 'internal' | 'joint' | 'public'
  run: string
  state: 'made' | 'approved' | 'refused'
  cells: number
  hidden: number
  complements: number
  told_already: number
  borrowers_min: number
  dominance_e4: number
  rule_source: string
  made_by: string
  approved_by: string | null
  approved_at: string | null
  reason: string | null
  version: number
  made_at: string
}

export interface SummaryCell {
  relation: 'loan' | 'flow'
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

/** The newest month of which a filing came in, for who may see none the newest that was matched. */
export async function newestMonth(otherwise: string): Promise<string> {
  try {
    if (!useSession().may('package.read')) return (await newestFigures('pboc')) || otherwise
    const query = { filter: 'kind=filing,direction=in', sort: '-month', limit: 1 }
    const page = await get<Page<PackageRow>>('/v1/packages', query)
    return page.data[0]?.month || otherwise
  } catch {
    return otherwise
  }
}

/** Asks on opening and when what it depends on changes; keeps the answer or the refusal. */
export function useAsked<T>(ask: () => Promise<T>, on: () => unknown) {
  const value = ref<T | null>(null) as Ref<T | null>
  const failed = ref<unknown>(null)
  const busy = ref(false)
  let last = 0
  async function load() {
    const mine = ++last
    busy.value = true
    failed.value = null
    try {
      const found = await ask()
      if (mine === last) value.value = found
    } catch (reason) {
      if (mine === last) failed.value = reason
    }
    if (mine === last) busy.value = false
  }
  onMounted(load)
  watch(on, load)
  return { value, failed, busy, load }
}

/** A word of the address' query that can be set. */
export function useQueryWord(name: string) {
  const route = useRoute()
  const router = useRouter()
  const read = () => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  const set = (value: string) =>
    void router.replace({ query: { ...route.query, [name]: value || undefined } })
  return { read, set }
}

/** Colours of an inquiry's states: only what is settled is good. */
export const INQUIRY_TONES = {
  sent: 'warn',
  reopened: 'warn',
  answered: 'busy',
  accepted: 'good',
} as const

/** What the service calls a value of a record's column. */
export function useChoiceText() {
  const { shape } = useSchema()
  return (record: string, column: string, value: string) =>
    shape(record)
      ?.columns.find((one) => one.name === column)
      ?.choices.find((one) => one.value === value)?.label ?? value
}

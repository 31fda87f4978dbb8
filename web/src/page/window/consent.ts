// Consents: what the service knows of their terms, what is asked, and how it is granted.
import { ref, watch } from 'vue'

import { get, newKey, post } from '@/api/http'
import { usePreference } from '@/store/preference'

import { sealed, sealOf, type DeviceKey, type Seal } from './device'

export interface Party {
  uscc: string
  party: string
  name: string
  kind: string
}

export interface Word {
  code: string
  label: string
  help: string
}

export interface Item {
  code: string
  label: string
  dataset: string
  dataset_label: string
  needed_for: string
}

export interface Terms {
  own: Party
  parties: Party[]
  items: Item[]
  purposes: Word[]
  modes: Word[]
  clause: { id: string; title: string; paragraphs: string[] }
  months_max: number
  retention_days_max: number
}

/** What somebody asks a firm for. */
export interface Ask {
  holder: string
  user: string
  dataset: string
  fields: string[]
  purpose: string
  mode: string
  to: string
  retention_days: number
  uses_a_day: number | null
  uses_in_all: number | null
}

export interface ConsentText {
  consent: Record<string, unknown>
  text: string
  digest: string
  to_sign: string
}

/** A consent as the service lists it. */
export interface ConsentRow {
  id: string
  state: 'granted' | 'not_yet' | 'expired' | 'withdrawn' | 'used_up' | 'broken'
  subject: string
  holder: string
  used_by: string
  dataset: string
  fields: string
  purpose: string
  mode: string
  starts_on: string
  expires_on: string
  retention_days: number
  uses_a_day: number | null
  uses_max: number | null
  uses: number
  made_how: string
  clause: string
  content_hash: string
  made_at: string
}

export interface Use {
  id: string
  consent: string
  subject: string
  holder: string
  used_by: string
  purpose: string
  fields: string
  answer_digest: string
  used_at: string
}

/** The terms in the reader's language. */
export function useTerms() {
  const preference = usePreference()
  const terms = ref<Terms | null>(null)
  const failed = ref<unknown>(null)
  async function load() {
    failed.value = null
    try {
      terms.value = await get<Terms>('/v1/consent_terms')
    } catch (reason) {
      failed.value = reason
    }
  }
  watch(() => preference.language, load, { immediate: true })

  const party = (code: string) =>
    terms.value?.parties.find((one) => one.uscc === code || one.party === code) ??
    (terms.value && [terms.value.own.uscc, terms.value.own.party].includes(code)
      ? terms.value.own
      : undefined)
  const name = (code: string) => party(code)?.name ?? code
  const item = (code: string) => terms.value?.items.find((one) => one.code === code)?.label ?? code
  const word = (kind: 'purposes' | 'modes', code: string): Word =>
    terms.value?.[kind].find((one) => one.code === code) ?? { code, label: code, help: '' }
  return { terms, failed, load, party, name, item, word }
}

const LAYOUT = { holder: 'h', user: 'u', dataset: 'd', purpose: 'p', mode: 'm', to: 't' } as const

/** An ask as it stands in an address: what the firm then signs is what it reads there. */
export function askQuery(ask: Ask): Record<string, string> {
  const out: Record<string, string> = { f: ask.fields.join(',') }
  for (const [name, short] of Object.entries(LAYOUT))
    out[short] = String(ask[name as keyof typeof LAYOUT])
  if (ask.retention_days) out['r'] = String(ask.retention_days)
  if (ask.uses_a_day) out['a'] = String(ask.uses_a_day)
  if (ask.uses_in_all) out['n'] = String(ask.uses_in_all)
  return out
}

const count = (text: unknown) => (/^\d{1,6}$/.test(String(text ?? '')) ? Number(text) : null)

/** Null when the address holds no whole ask. */
export function readAsk(query: Record<string, unknown>): Ask | null {
  const text = (name: string) => String(query[name] ?? '')
  const fields = text('f').split(',').filter(Boolean)
  if (!fields.length || Object.values(LAYOUT).some((short) => !text(short))) return null
  return {
    holder: text('h'),
    user: text('u'),
    dataset: text('d'),
    fields,
    purpose: text('p'),
    mode: text('m'),
    to: text('t'),
    retention_days: count(query['r']) ?? 0,
    uses_a_day: count(query['a']),
    uses_in_all: count(query['n']),
  }
}

/** Today in China, some days on. */
export function chinaDay(after = 0): string {
  return new Date(Date.now() + 8 * 3_600_000 + after * 86_400_000).toISOString().slice(0, 10)
}

/** A consent's own members for what is asked; the service gives the id. */
export function consentOf(ask: Ask, subject: string, clause: string) {
  const { fields, to, ...rest } = ask
  return {
    id: 'new',
    subject,
    ...rest,
    fields: [...fields].sort().join(','),
    from: chinaDay(),
    to,
    made_how: 'phone',
    clause,
  }
}

/** Where a party keeps its record, by what it is. */
const EDITION: Record<string, string> = {
  bank: 'bank',
  department: 'province',
  authority: 'window',
}
export const editionOf = (party: Party | undefined) => EDITION[party?.kind ?? ''] ?? 'province'

export const textOf = (consent: object, seal: Seal) =>
  post<ConsentText>('/v1/consent_texts', { consent, seal })

/** Signs on this device and hands it in. */
export async function grant(
  key: DeviceKey,
  consent: object,
  told: { holder_edition: string; user_edition: string },
): Promise<ConsentRow> {
  const seal = sealOf(key)
  const text = await textOf(consent, seal)
  const signed = await sealed(key, seal, 'consent', text)
  return post<ConsentRow>(
    '/v1/consents',
    { consent: text.consent, seals: [signed], ...told },
    { key: newKey() },
  )
}

export async function withdraw(
  key: DeviceKey,
  row: ConsentRow,
  told: { holder_edition: string; user_edition: string },
): Promise<ConsentRow> {
  const seal = sealOf(key)
  const withdrawal = {
    consent_digest: row.content_hash,
    subject: key.organisation,
    at: seal.at,
    made_how: 'phone',
  }
  const text = await post<{ digest: string; to_sign: string }>('/v1/withdrawal_texts', {
    withdrawal,
    seal,
  })
  const signed = await sealed(key, seal, 'withdrawal', text)
  return post<ConsentRow>(
    '/v1/withdrawals',
    { withdrawal, seals: [signed], ...told },
    { key: newKey() },
  )
}

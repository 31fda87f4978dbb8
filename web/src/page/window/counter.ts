// Papers at the counter as the service gives them.
import type { Ask } from './consent'

export interface CounterRow {
  id: string
  consent: string
  subject: string
  holder: string
  used_by: string
  purpose: string
  expires_on: string
  scan_sm3: string
  content_hash: string
  state: 'waiting' | 'granted' | 'returned'
  reason: string | null
  made_by: string
  checked_by: string | null
  checked_at: string | null
  made_at: string
}

/** A consent as it is signed. */
export interface Consent {
  id: string
  subject: string
  holder: string
  user: string
  dataset: string
  fields: string
  purpose: string
  mode: string
  from: string
  to: string
  retention_days: number
  uses_a_day: number | null
  uses_in_all: number | null
  made_by: string | null
  witnessed_by: string | null
  scan_sm3: string | null
}

export const askOf = (consent: Consent): Ask => ({
  ...consent,
  fields: consent.fields.split(','),
})

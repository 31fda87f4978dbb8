// What the pages of people share: their rows, and what follows from them.
export interface Account {
  id: string
  name: string
  display_name: string
  state: string
  totp_step: number | null
  external: string | null
  failed_count: number
  locked_until: string | null
  password_at: string | null
  seen_at: string | null
  version: number
  made_at: string
}

export interface Role {
  id: string
  name: string
  permissions: string
  duty_class: string
}

export interface Grant {
  id: string
  account: string
  role: string
  organisation: string
  valid_from: string
  valid_to: string | null
}

export const isLocked = (account: Account, now = new Date()) =>
  account.locked_until !== null && account.locked_until > now.toISOString()

/** Today where the reader is. */
export function today(now = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

// How money, numbers, days and sizes are written; money is text in 元 and never a binary fraction.
import type { MoneyUnit } from '@/store/preference'

const SHIFT: Record<MoneyUnit, number> = { yuan: 0, wan: 4, yi: 8 }

/** `1234567.8` → `1,234,567.80`; in 万元 or 亿元 rounded half up to two places. */
export function money(text: string | number | null | undefined, unit: MoneyUnit = 'yuan'): string {
  if (text === null || text === undefined || text === '') return ''
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(String(text).trim())
  if (!match) return String(text)
  const [, sign, whole = '0', fraction = ''] = match
  const cents = BigInt(whole + fraction.slice(0, 2).padEnd(2, '0'))
  const by = 10n ** BigInt(SHIFT[unit])
  const shown = (cents + by / 2n) / by
  const digits = shown.toString().padStart(3, '0')
  const minus = sign && shown !== 0n ? '-' : ''
  return `${minus}${grouped(digits.slice(0, -2))}.${digits.slice(-2)}`
}

/** Thousands apart; what stands after the point stays. */
export function grouped(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  const [whole = '', fraction] = String(value).split('.')
  const parted = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? parted : `${parted}.${fraction}`
}

/** `2026-09-30T08:15:30.123Z` → `2026-09-30 16:15:30` where the reader is. */
export function instant(text: string | null | undefined): string {
  if (!text) return ''
  const at = new Date(/^\d+$/.test(text) ? Number(text) : text)
  if (Number.isNaN(at.getTime())) return text
  const two = (value: number) => String(value).padStart(2, '0')
  return (
    `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ` +
    `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
  )
}

/** `104857600` → `100 MB`. */
export function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB']
  let value = bytes
  let step = 0
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024
    step += 1
  }
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step] ?? ''}`
}

/** This month, `2026-09`. */
export function thisMonth(now = new Date()): string {
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}`
}

/** The month some months on. */
export function monthAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const at = year * 12 + number - 1 + by
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}

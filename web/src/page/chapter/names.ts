// What measures, rows, values, rules and items are called: asked once a language and month.
import { computed, ref, shallowRef, watch, type Ref } from 'vue'

import { get } from '@/api/http'
import { usePreference } from '@/store/preference'
import { useSession } from '@/store/session'

export interface Break {
  from: string
  before: string
  after: string
  doc: string
  at: string
  mark: string
}
export interface Measure {
  code: string
  name: string
  breaks: Break[]
}
export interface Dimension {
  code: string
  name: string
  values: Record<string, string>
}
export interface OfficialTable {
  number: string
  name: string
  chapter: string
  relation: 'loan' | 'flow'
  unverified: boolean
  heads: Partial<Record<'category' | 'amount' | 'rate' | 'customers', string>>
  rows: { code: string; name: string }[]
  law: { doc: string; at: string }[]
}
export interface Names {
  measures: Measure[]
  dimensions: Dimension[]
  tables: OfficialTable[]
  rules: Record<string, string>
  items: Record<string, string>
  lists: Record<string, string>
  notes: Record<string, string>
}

const asked = new Map<string, Promise<Names>>()

export function useNames(month: Ref<string> | (() => string) = () => '') {
  const preference = usePreference()
  const session = useSession()
  const names = shallowRef<Names | null>(null)
  const failed = ref<unknown>(null)
  const read = () => (typeof month === 'function' ? month() : month.value)

  async function load() {
    const key = `${preference.language} ${session.account} ${read()}`
    let going = asked.get(key)
    if (!going) {
      going = get<Names>('/v1/names', { month: read() })
      asked.set(key, going)
      going.catch(() => asked.delete(key))
    }
    try {
      names.value = await going
      failed.value = null
    } catch (reason) {
      failed.value = reason
    }
  }
  watch([() => preference.language, read], load, { immediate: true })

  const measure = (code: string) =>
    names.value?.measures.find((one) => one.code === code)?.name ?? code
  const dimension = (code: string) =>
    names.value?.dimensions.find((one) => one.code === code)?.name ?? code
  const value = (of: string, code: string | null) =>
    names.value?.dimensions.find((one) => one.code === of)?.values[code ?? ''] ?? code ?? ''
  const rule = (code: string) => names.value?.rules[code] ?? code
  const item = (code: string) => names.value?.items[code] ?? code
  const list = (code: string) => names.value?.lists[code] ?? code
  const note = (code: string) => names.value?.notes[code] ?? code
  const breaks = (code: string) =>
    names.value?.measures.find((one) => one.code === code)?.breaks ?? []
  const table = computed(
    () => (number: string) => names.value?.tables.find((one) => one.number === number),
  )
  return { names, failed, load, measure, dimension, value, rule, item, list, note, breaks, table }
}

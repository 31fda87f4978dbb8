// The month, the basis and the figures that every page of the chapters shows, from the address.
import { computed, onMounted, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { usePreference } from '@/store/preference'
import { useSession } from '@/store/session'

import {
  NEEDED,
  loadCells,
  loadTrend,
  newestFigures,
  receiptFilter,
  type Cell,
  type Relation,
  type Trend,
} from './figure'
import { useNames } from './names'

export function useChapters() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const preference = usePreference()
  const word = (name: string) => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  const set = (more: Record<string, string>) =>
    void router.replace({ query: { ...route.query, ...more } })

  const month = computed({ get: () => word('month'), set: (now: string) => set({ month: now }) })
  const relation = computed<Relation>({
    get: () => (word('relation') === 'flow' ? 'flow' : 'loan'),
    set: (now) => set({ relation: now }),
  })
  const names = useNames(month)
  const cells = shallowRef<Cell[] | null>(null)
  const trend = shallowRef<Trend | null>(null)
  const failed = ref<unknown>(null)
  /** No month has figures yet. */
  const none = ref(false)
  const allowed = computed(() => session.may(NEEDED[session.edition]))
  const released = computed(() => session.edition === 'province' || session.edition === 'window')

  async function load() {
    if (!month.value || !allowed.value) return
    failed.value = null
    const asked = month.value
    try {
      const found = await loadCells(session.edition, asked)
      if (asked === month.value) cells.value = found
    } catch (reason) {
      cells.value = null
      failed.value = reason
    }
  }
  async function begin() {
    if (!allowed.value) return
    if (!month.value) {
      try {
        const newest = await newestFigures(session.edition)
        if (newest) set({ month: newest })
        else none.value = true
      } catch (reason) {
        failed.value = reason
      }
    } else await load()
  }
  onMounted(begin)
  watch(month, load)
  watch(
    names.names,
    async (now) => {
      if (!now || !allowed.value) return
      try {
        trend.value = await loadTrend(session.edition, names.breaks)
      } catch {
        trend.value = null // Figures stand without growth; a page says so.
      }
    },
    { immediate: true },
  )

  const at = (dimension: string, value: string, measure: string) =>
    cells.value?.find(
      (one) =>
        one.relation === relation.value &&
        one.dimension === dimension &&
        one.value === value &&
        one.measure === measure,
    )
  const pointOf = (measure: string) =>
    trend.value?.of(relation.value, measure).find((one) => one.month === month.value)

  /** Where the receipts of a cell stand; '' where the reader may go no further. */
  function drill(chapter: string, dimension = 'all', value = ''): string {
    if (released.value || relation.value === 'flow' || !session.may('receipt.read')) return ''
    const filter = receiptFilter(chapter, dimension, value)
    if (filter === null) return ''
    const query = new URLSearchParams({ month: month.value, filter })
    return `/chapters/${chapter}/receipts?${query.toString()}`
  }
  const query = computed(() => ({ month: month.value, relation: relation.value }))
  const UNITS = { yuan: 1, wan: 1e4, yi: 1e8 } as const
  const unit = computed(() => UNITS[preference.unit])

  return {
    month,
    relation,
    names,
    cells,
    trend,
    failed,
    none,
    allowed,
    released,
    load: begin,
    at,
    pointOf,
    drill,
    query,
    unit,
  }
}
export type Chapters = ReturnType<typeof useChapters>

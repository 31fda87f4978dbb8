// Rows of a list, page after page, with the conditions and the order that stand in the address.
import { computed, ref, shallowRef, watch, type Ref } from 'vue'

import { get, type Page } from '@/api/http'
import type { Row } from '@/api/schema'

import { filterText, type Condition } from './filter'

export interface ListWish {
  path: string
  conditions: Condition[]
  /** `name` or `-name`; '' for the service's own order. */
  sort: string
  columns: string[]
}

const PAGE = 50

export function queryOf(wish: ListWish) {
  return { filter: filterText(wish.conditions), sort: wish.sort }
}

/** Asks anew whenever the wish changes; an answer that came too late is dropped. */
export function useList(wish: Ref<ListWish | null>) {
  const rows = shallowRef<Row[]>([])
  const next = ref<string | null>(null)
  const busy = ref(false)
  const failed = ref<unknown>(null)
  let stop = new AbortController()

  async function ask(more: boolean) {
    const now = wish.value
    if (!now) return
    stop.abort()
    stop = new AbortController()
    const { signal } = stop
    busy.value = true
    failed.value = null
    try {
      const query = {
        ...queryOf(now),
        columns: now.columns.join(','),
        limit: PAGE,
        cursor: more ? next.value : '',
      }
      const page = await get<Page<Row>>(now.path, query, signal)
      rows.value = more ? [...rows.value, ...page.data] : page.data
      next.value = page.next
    } catch (reason) {
      if (signal.aborted) return
      failed.value = reason
      if (!more) rows.value = []
    }
    busy.value = false
  }

  watch(
    () => JSON.stringify(wish.value),
    () => void ask(false),
    { immediate: true },
  )
  return {
    rows,
    busy,
    failed,
    more: computed(() => next.value !== null),
    loadMore: () => ask(true),
    reload: () => ask(false),
    PAGE,
  }
}

// A list's conditions and order in the address, so that a link or the back button brings them back.
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { filterText, readFilter, type Condition } from './filter'

export function useListAddress() {
  const route = useRoute()
  const router = useRouter()
  const text = (name: string) => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  const set = (name: string, value: string) =>
    void router.replace({ query: { ...route.query, [name]: value || undefined } })

  const conditions = computed<Condition[]>({
    get: () => readFilter(text('filter')),
    set: (now) => set('filter', filterText(now)),
  })
  const sort = computed<string>({ get: () => text('sort'), set: (now) => set('sort', now) })
  return { conditions, sort }
}

// Pages that belong to no area: the home page and the generic pages of records.
import { Collection, House } from '@element-plus/icons-vue'

import { EVERYWHERE, type PageEntry } from '@/page/entry'

export const framePages: PageEntry[] = [
  {
    path: '/',
    editions: EVERYWHERE,
    permission: '',
    group: 'home',
    title: 'home.title',
    order: 0,
    icon: House,
    load: () => import('./Home.vue'),
    nav: true,
  },
  {
    path: '/records',
    editions: EVERYWHERE,
    permission: '',
    group: 'record',
    title: 'record.all',
    order: 90,
    icon: Collection,
    load: () => import('@/record/RecordIndex.vue'),
    nav: true,
  },
]

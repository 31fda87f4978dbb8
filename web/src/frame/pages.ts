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
  {
    path: '/records/:table',
    editions: EVERYWHERE,
    permission: '',
    group: 'record',
    title: 'record.one',
    order: 91,
    load: () => import('@/record/RecordPage.vue'),
    nav: false,
    parent: '/records',
  },
  {
    path: '/records/:table/import',
    editions: EVERYWHERE,
    permission: '',
    group: 'record',
    title: 'record.import',
    order: 92,
    load: () => import('@/record/SheetImport.vue'),
    nav: false,
    parent: '/records/:table',
  },
  {
    path: '/records/:table/:id',
    editions: EVERYWHERE,
    permission: '',
    group: 'record',
    title: 'record.detail',
    order: 93,
    load: () => import('@/record/RecordDetail.vue'),
    nav: false,
    parent: '/records/:table',
  },
]

// Pages of 名单 (province): lists, what a revision changes, objections.
import { ChatLineSquare, Tickets } from '@element-plus/icons-vue'

import { EVERYWHERE, type PageEntry } from '../entry'

export const pages: PageEntry[] = [
  {
    path: '/lists',
    editions: EVERYWHERE,
    permission: 'list.read',
    group: 'list',
    title: 'province.lists',
    order: 1,
    icon: Tickets,
    nav: true,
    tables: ['list_revisions', 'list_names'],
    load: () => import('./Lists.vue'),
  },
  {
    path: '/lists/:id',
    editions: EVERYWHERE,
    permission: 'list.read',
    group: 'list',
    title: 'province.list',
    order: 2,
    nav: false,
    parent: '/lists',
    load: () => import('./ListDetail.vue'),
  },
  {
    path: '/objections',
    editions: EVERYWHERE,
    permission: 'list.read',
    group: 'list',
    title: 'province.objections',
    order: 3,
    icon: ChatLineSquare,
    nav: true,
    tables: ['list_objections'],
    load: () => import('./Objections.vue'),
  },
]

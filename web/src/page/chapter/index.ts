// Pages of 五篇 (chapter).
import { DataAnalysis } from '@element-plus/icons-vue'

import { EVERYWHERE, type PageEntry } from '../entry'
import { READERS } from './figure'

export const pages: PageEntry[] = [
  {
    path: '/chapters',
    editions: EVERYWHERE,
    permission: READERS,
    group: 'chapter',
    title: 'chapter.title',
    order: 10,
    icon: DataAnalysis,
    load: () => import('./Overview.vue'),
    nav: true,
  },
  {
    path: '/chapters/:chapter',
    editions: EVERYWHERE,
    permission: READERS,
    group: 'chapter',
    title: 'chapter.one',
    order: 11,
    load: () => import('./ChapterPage.vue'),
    nav: false,
    parent: '/chapters',
  },
  {
    path: '/chapters/:chapter/receipts',
    editions: ['bank', 'pboc'],
    permission: 'receipt.read',
    group: 'chapter',
    title: 'chapter.receipts.title',
    order: 12,
    load: () => import('./Receipts.vue'),
    nav: false,
    parent: '/chapters/:chapter',
  },
  {
    path: '/chapters/:chapter/receipts/:receipt',
    editions: ['bank', 'pboc'],
    permission: 'receipt.read',
    group: 'chapter',
    title: 'chapter.why.title',
    order: 13,
    load: () => import('./WhyPage.vue'),
    nav: false,
    parent: '/chapters/:chapter',
  },
]

// Pages of 授权 (window): a firm's consents, what is known of it, and the counter.
import { Cellphone, DataLine, Document, List, Promotion, Reading } from '@element-plus/icons-vue'

import type { PageEntry } from '../entry'

type Short = Pick<PageEntry, 'path' | 'permission' | 'title' | 'load'> & Partial<PageEntry>

const SHORT: Short[] = [
  {
    path: '/consents',
    permission: 'consent.read',
    title: 'window.consents',
    icon: Document,
    tables: ['consents'],
    load: () => import('./Consents.vue'),
  },
  {
    path: '/consents/uses',
    permission: 'consent.read',
    title: 'window.uses',
    icon: Reading,
    tables: ['consent_uses'],
    load: () => import('./Uses.vue'),
  },
  {
    path: '/consents/facts',
    permission: 'fact.read',
    title: 'window.facts',
    icon: DataLine,
    load: () => import('./MyFacts.vue'),
  },
  {
    path: '/consents/devices',
    permission: 'consent.grant',
    title: 'window.devices',
    icon: Cellphone,
    tables: ['device_keys'],
    load: () => import('./Devices.vue'),
  },
  {
    path: '/consents/ask',
    permission: 'fact.change',
    title: 'window.ask',
    icon: Promotion,
    load: () => import('./AskPage.vue'),
  },
  {
    path: '/consents/new',
    permission: 'consent.grant',
    title: 'window.grant',
    nav: false,
    parent: '/consents',
    load: () => import('./GrantPage.vue'),
  },
  {
    path: '/consents/:id',
    permission: 'consent.read',
    title: 'window.consent',
    nav: false,
    parent: '/consents',
    load: () => import('./ConsentDetail.vue'),
  },
  {
    path: '/counter',
    permission: ['fact.change', 'party.verify'],
    title: 'window.counter',
    icon: List,
    tables: ['counter_consents'],
    load: () => import('./Counter.vue'),
  },
  {
    path: '/counter/new',
    permission: 'fact.change',
    title: 'window.counter_new',
    nav: false,
    parent: '/counter',
    load: () => import('./CounterNew.vue'),
  },
  {
    path: '/counter/:id',
    permission: ['fact.change', 'party.verify'],
    title: 'window.counter_paper',
    nav: false,
    parent: '/counter',
    load: () => import('./CounterSign.vue'),
  },
]

export const pages: PageEntry[] = SHORT.map((entry, order) => ({
  editions: ['window'],
  group: 'consent',
  nav: true,
  order,
  ...entry,
}))

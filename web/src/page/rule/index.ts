// Pages of 规则 (rule): the rulebook in words, its policy numbers, its codes, and drafts.
import { Coin, EditPen, Files, Notebook } from '@element-plus/icons-vue'

import { EVERYWHERE, type PageEntry } from '../entry'

type Short = Pick<PageEntry, 'path' | 'title' | 'load'> & Partial<PageEntry>

const SHORT: Short[] = [
  {
    path: '/rules',
    title: 'rule.rules',
    icon: Notebook,
    tables: ['rules'],
    load: () => import('./RuleIndex.vue'),
  },
  {
    path: '/rules/parameters',
    title: 'rule.parameters',
    icon: Coin,
    tables: ['parameters'],
    load: () => import('./Parameters.vue'),
  },
  {
    path: '/rules/codes',
    title: 'rule.codes',
    icon: Files,
    tables: ['code_tables'],
    load: () => import('./CodeTables.vue'),
  },
  {
    path: '/rules/drafts',
    permission: 'rule.draft',
    title: 'rule.drafts',
    icon: EditPen,
    tables: ['rule_drafts'],
    load: () => import('./Drafts.vue'),
  },
  {
    path: '/rules/drafts/:id',
    permission: 'rule.draft',
    title: 'rule.draft',
    nav: false,
    parent: '/rules/drafts',
    load: () => import('./DraftDetail.vue'),
  },
  {
    path: '/rules/codes/:id',
    title: 'rule.code_table',
    nav: false,
    parent: '/rules/codes',
    load: () => import('./CodeRows.vue'),
  },
  {
    path: '/rules/:id',
    title: 'rule.rule',
    nav: false,
    parent: '/rules',
    load: () => import('./RuleDetail.vue'),
  },
]

export const pages: PageEntry[] = SHORT.map((entry, order) => ({
  editions: EVERYWHERE,
  permission: '',
  group: 'rule',
  nav: true,
  order,
  ...entry,
}))

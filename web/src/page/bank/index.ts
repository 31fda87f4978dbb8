// Pages of 报送 (bank): the month and its steps, receipts, filings, and the host's board.
import { Box, Calendar, Monitor } from '@element-plus/icons-vue'

import type { PageEntry } from '../entry'

type Short = Pick<PageEntry, 'path' | 'permission' | 'title' | 'load'> & Partial<PageEntry>

const SHORT: Short[] = [
  {
    path: '/months',
    permission: 'month.read',
    title: 'bank.months',
    icon: Calendar,
    nav: true,
    tables: ['months', 'submissions'],
    load: () => import('./MonthList.vue'),
  },
  {
    path: '/months/:month',
    permission: 'month.read',
    title: 'bank.month_title',
    parent: '/months',
    load: () => import('./MonthView.vue'),
  },
  {
    path: '/months/:month/import',
    permission: 'submission.read',
    title: 'bank.import',
    load: () => import('./ImportPage.vue'),
  },
  {
    path: '/months/:month/determine',
    permission: 'determination.read',
    title: 'bank.determine',
    load: () => import('./DeterminePage.vue'),
  },
  {
    path: '/months/:month/review',
    permission: 'determination.read',
    title: 'bank.review',
    load: () => import('./ReviewPage.vue'),
  },
  {
    path: '/months/:month/findings',
    permission: 'finding.read',
    title: 'bank.findings',
    load: () => import('./FindingsPage.vue'),
  },
  {
    path: '/months/:month/explanations',
    permission: 'finding.read',
    title: 'bank.explanations',
    load: () => import('./ExplanationsPage.vue'),
  },
  {
    path: '/months/:month/receipts',
    permission: 'receipt.read',
    title: 'bank.receipts',
    load: () => import('./ReceiptList.vue'),
  },
  {
    path: '/months/:month/receipts/:receipt',
    permission: 'receipt.read',
    title: 'bank.receipt',
    parent: '/months/:month/receipts',
    load: () => import('./ReceiptView.vue'),
  },
  {
    path: '/months/:month/filing',
    permission: 'filing.read',
    title: 'bank.filing',
    load: () => import('./FilingPage.vue'),
  },
  {
    path: '/filings',
    permission: 'filing.read',
    title: 'bank.filings',
    icon: Box,
    nav: true,
    tables: ['filings', 'filing_seals'],
    load: () => import('./FilingList.vue'),
  },
  {
    path: '/filings/:id',
    permission: 'filing.read',
    title: 'bank.filing',
    parent: '/filings',
    load: () => import('./FilingView.vue'),
  },
  {
    path: '/host',
    permission: 'host.read',
    title: 'bank.host',
    icon: Monitor,
    nav: true,
    load: () => import('./HostPage.vue'),
  },
]

export const pages: PageEntry[] = SHORT.map((each, order) => ({
  editions: ['bank'],
  group: 'month',
  order,
  nav: false,
  ...(each.path.startsWith('/months/:month/') ? { parent: '/months/:month' } : {}),
  ...each,
}))

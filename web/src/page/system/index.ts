// Pages of 系统 (system): organisations, people, programs, keys, settings, audit and messages.
import {
  ChatLineSquare,
  Connection,
  Key,
  List,
  Lock,
  OfficeBuilding,
  Setting,
  Stamp,
  Switch,
  Timer,
  User,
} from '@element-plus/icons-vue'

import { EVERYWHERE, type PageEntry } from '../entry'

type Short = Pick<PageEntry, 'path' | 'permission' | 'title' | 'load'> & Partial<PageEntry>

const SHORT: Short[] = [
  {
    path: '/system/organisations',
    permission: ['system.organisation', 'security.account'],
    title: 'system.organisations',
    icon: OfficeBuilding,
    tables: ['organisations'],
    load: () => import('./OrganisationTree.vue'),
  },
  {
    path: '/system/people',
    permission: 'security.account',
    title: 'system.people',
    icon: User,
    tables: ['accounts', 'grants'],
    load: () => import('./PeopleList.vue'),
  },
  {
    path: '/system/people/:id',
    permission: 'security.account',
    title: 'system.person',
    nav: false,
    parent: '/system/people',
    load: () => import('./PersonDetail.vue'),
  },
  {
    path: '/system/roles',
    permission: 'security.account',
    title: 'system.roles',
    icon: Stamp,
    tables: ['roles'],
    load: () => import('./RoleList.vue'),
  },
  {
    path: '/system/delegations',
    permission: 'security.delegation',
    title: 'system.delegations',
    icon: Switch,
    tables: ['delegations'],
    load: () => import('./DelegationList.vue'),
  },
  {
    path: '/system/tokens',
    permission: 'security.account',
    title: 'system.tokens',
    icon: Connection,
    tables: ['tokens'],
    load: () => import('./TokenList.vue'),
  },
  {
    path: '/system/keys',
    permission: ['security.key'],
    title: 'system.keys',
    icon: Key,
    tables: ['keys'],
    load: () => import('./KeyList.vue'),
  },
  {
    path: '/system/audit',
    permission: 'audit.read',
    title: 'system.audit',
    icon: List,
    tables: ['audit'],
    load: () => import('./AuditSearch.vue'),
  },
  {
    path: '/system/messages',
    permission: 'system.job',
    title: 'system.messages',
    icon: ChatLineSquare,
    tables: ['messages'],
    load: () => import('./MessageList.vue'),
  },
  {
    path: '/system/jobs',
    permission: 'system.job',
    title: 'system.job_log',
    icon: Timer,
    tables: ['job_log'],
    load: () => import('./JobList.vue'),
  },
  {
    path: '/system/settings',
    permission: 'system.setting',
    title: 'system.settings',
    icon: Setting,
    tables: ['settings'],
    load: () => import('./SettingList.vue'),
  },
  {
    path: '/system/permissions',
    permission: ['security.account', 'system.setting', 'audit.read'],
    title: 'system.permissions',
    icon: Lock,
    load: () => import('./PermissionTable.vue'),
  },
]

export const pages: PageEntry[] = SHORT.map((entry, order) => ({
  editions: EVERYWHERE,
  group: 'system',
  order,
  nav: true,
  ...entry,
}))

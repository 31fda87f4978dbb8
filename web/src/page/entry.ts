// What a page says of itself to the frame: where it is, for whom, and where it stands in the menu.
import type { Component } from 'vue'

import type { Edition } from '@/store/session'

/** Groups of the menu, from top to bottom; texts are `nav.<group>`. */
export const GROUPS = [
  'home',
  'month',
  'receive',
  'release',
  'list',
  'consent',
  'chapter',
  'rule',
  'record',
  'system',
] as const
export type Group = (typeof GROUPS)[number]

export interface PageEntry {
  /** Of vue-router, with `:name` for parameters. */
  path: string
  editions: Edition[]
  /** One that must be held, or a list of which one must be; '' for everybody signed in. */
  permission: string | string[]
  group: Group
  /** Key of a text. */
  title: string
  order: number
  icon?: Component
  load: () => Promise<unknown>
  /** Whether it stands in the menu. */
  nav: boolean
  /** Path of the entry above it in the breadcrumb. */
  parent?: string
  /** Tables of the schema that this page shows, so that no generic page is offered for them. */
  tables?: string[]
}

export const EVERYWHERE: Edition[] = ['bank', 'pboc', 'province', 'window']

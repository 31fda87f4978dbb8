// The menu that a person sees: pages of the edition that they may open, in groups.
import { computed } from 'vue'

import { GROUPS, type Group, type PageEntry } from '@/page/entry'
import { useSession } from '@/store/session'

import { allPages } from './router'

/** Whether an entry is of this edition and permitted. */
export function useReach() {
  const session = useSession()
  return {
    exists: (entry: PageEntry) => entry.editions.includes(session.edition),
    open: (entry: PageEntry) =>
      entry.editions.includes(session.edition) && session.may(entry.permission),
  }
}

/** Groups that have a page, each with its pages in order. */
export function useMenu() {
  const reach = useReach()
  return computed(() => {
    const shown = allPages.filter((entry) => entry.nav && reach.open(entry))
    return GROUPS.map((group: Group) => ({
      group,
      pages: shown.filter((each) => each.group === group).sort((a, b) => a.order - b.order),
    })).filter((each) => each.pages.length > 0)
  })
}

/** The entry with a path. */
export const entryAt = (path: string) => allPages.find((entry) => entry.path === path)

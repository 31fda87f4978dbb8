// Addresses: the sign-in, the frame with every page of the registry, and what nobody made.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

import { pages } from '@/page'
import type { PageEntry } from '@/page/entry'
import { useSession } from '@/store/session'

import { framePages } from './pages'

declare module 'vue-router' {
  interface RouteMeta {
    entry?: PageEntry
    /** Open without a sign-in. */
    open?: boolean
  }
}

/** Every page: the frame's own and the areas'. */
export const allPages: PageEntry[] = [...framePages, ...pages]

function routeOf(entry: PageEntry): RouteRecordRaw {
  return {
    path: entry.path,
    component: entry.load as () => Promise<{ default: object }>,
    meta: { entry },
  }
}

export function makeRouter() {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/sign-in', component: () => import('./SignIn.vue'), meta: { open: true } },
      { path: '/first-password', component: () => import('./FirstPassword.vue') },
      {
        path: '/',
        component: () => import('./Layout.vue'),
        children: [
          ...allPages.map(routeOf),
          { path: ':rest(.*)*', component: () => import('./NotFound.vue') },
        ],
      },
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach((to) => {
    const session = useSession()
    if (to.meta.open) return session.signedIn && !session.mustChange ? '/' : true
    if (!session.signedIn)
      return { path: '/sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
    if (session.mustChange && to.path !== '/first-password') return '/first-password'
    if (!session.mustChange && to.path === '/first-password') return '/'
    return true
  })
  // A page whose code is gone was replaced by an upgrade: the whole portal is fetched anew, once.
  router.onError((reason: Error, to) => {
    if (!/dynamically imported module|preload/i.test(reason.message)) return
    if (sessionStorage.getItem('reloaded') === to.fullPath) return
    sessionStorage.setItem('reloaded', to.fullPath)
    window.location.assign(to.fullPath)
  })
  return router
}

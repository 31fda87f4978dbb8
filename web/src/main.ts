// The portal's beginning: language, session, router, and then the page.
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import './frame/theme.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from './App.vue'
import { surround } from './api/http'
import { makeRouter } from './frame/router'
import { i18n, loadAreaTexts, showLanguage, text } from './locale'
import { usePreference } from './store/preference'
import { useSession } from './store/session'

async function start(): Promise<void> {
  const app = createApp(App)
  app.use(createPinia())
  app.use(i18n)
  const preference = usePreference()
  const session = useSession()
  surround({
    language: () => preference.language,
    text: (key) => text(`error.${key}`),
    ended: () => session.end(),
  })
  const asked = session.load().catch(() => undefined)
  await Promise.all([showLanguage(preference.language), asked])
  if (session.signedIn) await loadAreaTexts()
  app.use(makeRouter())
  app.mount('#app')
}

void start()

// vue-i18n with the frame's texts; areas add theirs after the sign-in, English comes when wanted.
import { createI18n } from 'vue-i18n'

import { areaTexts } from '@/page'
import { readKept, type Language } from '@/store/preference'

import { zh } from './zh'

interface Texts {
  [key: string]: string | Texts
}
const messages: Record<Language, Texts> = { zh, en: {} }

export const i18n = createI18n({
  legacy: false as const,
  locale: readKept<Language>('language', 'zh'),
  fallbackLocale: 'zh' as Language,
  messages,
})

/** A text outside of components. */
export const text = (key: string, values: Record<string, unknown> = {}) =>
  i18n.global.t(key, values)

let english: Promise<void> | null = null
let areas: Promise<void> | null = null

/** Makes a language readable and shows it. */
export async function showLanguage(language: Language): Promise<void> {
  if (language === 'en')
    await (english ??= import('./en').then(({ en }) => i18n.global.mergeLocaleMessage('en', en)))
  i18n.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

/** The texts of the areas' pages. */
export function loadAreaTexts(): Promise<void> {
  return (areas ??= areaTexts().then((found) => {
    i18n.global.mergeLocaleMessage('zh', found.zh)
    i18n.global.mergeLocaleMessage('en', found.en)
  }))
}

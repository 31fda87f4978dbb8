// What a person likes on this device: language, theme, columns of tables, unit of money.
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

export type Language = 'zh' | 'en'
export type Theme = 'system' | 'light' | 'dark'
export type MoneyUnit = 'yuan' | 'wan' | 'yi'

const PREFIX = 'wupian.'

/** A value kept in the browser; private windows may refuse, and then it lasts for the page. */
export function readKept<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(PREFIX + name)
    return text === null ? otherwise : (JSON.parse(text) as T)
  } catch {
    return otherwise
  }
}

export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value))
  } catch {
    /* Not kept. */
  }
}

export const usePreference = defineStore('preference', () => {
  const language = ref<Language>(readKept('language', 'zh'))
  const theme = ref<Theme>(readKept('theme', 'system'))
  const narrow = ref<boolean>(readKept('narrow', false))
  const unit = ref<MoneyUnit>(readKept('unit', 'yuan'))
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const systemDark = ref(system.matches)
  system.addEventListener('change', (event) => (systemDark.value = event.matches))

  const dark = computed(
    () => theme.value === 'dark' || (theme.value === 'system' && systemDark.value),
  )

  watch(language, (now) => keep('language', now))
  watch(theme, (now) => keep('theme', now))
  watch(narrow, (now) => keep('narrow', now))
  watch(unit, (now) => keep('unit', now))
  watch(dark, (now) => document.documentElement.classList.toggle('dark', now), { immediate: true })

  return { language, theme, narrow, unit, dark }
})

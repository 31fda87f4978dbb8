// The registry of pages: every area's entries, in one list, and the areas' texts.
import type { PageEntry } from './entry'
import { pages as bank } from './bank'
import { pages as chapter } from './chapter'
import { pages as pboc } from './pboc'
import { pages as province } from './province'
import { pages as rule } from './rule'
import { pages as system } from './system'
import { pages as window } from './window'

export const pages: PageEntry[] = [
  ...bank,
  ...pboc,
  ...chapter,
  ...province,
  ...window,
  ...rule,
  ...system,
]

type Texts = Record<string, unknown>

/** Texts of the areas, `<area>.<key>`; loaded after the sign-in. */
export async function areaTexts(): Promise<{ zh: Texts; en: Texts }> {
  const [a, b, c, d, e, f, g] = await Promise.all([
    import('./bank/text'),
    import('./pboc/text'),
    import('./chapter/text'),
    import('./province/text'),
    import('./window/text'),
    import('./rule/text'),
    import('./system/text'),
  ])
  const of = (language: 'zh' | 'en') => ({
    bank: a[language],
    pboc: b[language],
    chapter: c[language],
    province: d[language],
    window: e[language],
    rule: f[language],
    system: g[language],
  })
  return { zh: of('zh'), en: of('en') }
}

// Goal: both languages say the same things, with the same values in them, and no text is left over.
// Method: keys and `{…}` of zh and en compared; keys are looked for in the sources.
import { readdirSync, readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { areaTexts } from '@/page'

import { en } from './en'
import { zh } from './zh'

type Flat = Record<string, string>

function flat(texts: object, prefix = ''): Flat {
  const out: Flat = {}
  for (const [key, text] of Object.entries(texts)) {
    if (typeof text === 'string') out[prefix + key] = text
    else Object.assign(out, flat(text as object, `${prefix}${key}.`))
  }
  return out
}
const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

const root = 'src/'
const sources = readdirSync(root, { recursive: true, encoding: 'utf-8' })
  .filter((name) => /\.(ts|vue)$/.test(name) && !/locale|text\.ts|\.test\./.test(name))
  .map((name) => readFileSync(root + name, 'utf-8'))
  .join('\n')

describe('texts', async () => {
  const areas = await areaTexts()
  const chinese = { ...flat(zh), ...flat(areas.zh) }
  const english = { ...flat(en), ...flat(areas.en) }

  it('are there in both languages with the same values', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort())
    for (const [key, text] of Object.entries(chinese)) {
      expect(text, key).not.toBe('')
      expect(holes(english[key] ?? ''), key).toEqual(holes(text))
    }
  })
  it('are English in English', () => {
    for (const [key, text] of Object.entries(english))
      expect(text, key).not.toMatch(/[\u4e00-\u9fff]/)
  })
  it('are used somewhere, whole or put together', () => {
    const unused = Object.keys(chinese).filter((key) => {
      const at = key.lastIndexOf('.')
      const begins = [...key].flatMap((sign, i) => (sign === '_' ? [key.slice(0, i + 1)] : []))
      return ![key, ...begins, key.slice(0, at + 1)].some((each) => sources.includes(`'${each}`))
    })
    expect(unused).toEqual([])
  })
  it('that the sources ask for are there', () => {
    const asked = sources.match(/\bt\(\s*'([a-z_]+\.[\w.]+)'/g) ?? []
    const missing = asked
      .map((each) => /'(.*)'/.exec(each)?.[1] ?? '')
      .filter((key) => !/[_.]$/.test(key) && !chinese[key])
    expect(missing).toEqual([])
  })
})

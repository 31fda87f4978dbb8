// Colours of charts in both themes: apart for who does not see red and green, and never alone.
export interface Tones {
  text: string
  quiet: string
  line: string
  surface: string
  accent: string
  warn: string
  /** One for each chapter, in their order; each has a sign and a dash too. */
  chapters: string[]
}

export const SIGNS = ['circle', 'rect', 'triangle', 'diamond', 'arrow'] as const
export const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3], [2, 2]] as const

const LIGHT: Tones = {
  text: '#1b232b',
  quiet: '#4b5763',
  line: '#d9dfe5',
  surface: '#ffffff',
  accent: '#1d5c86',
  warn: '#8a5300',
  chapters: ['#0a5a94', '#00795a', '#a84f00', '#8a3a78', '#4c5560'],
}
const DARK: Tones = {
  text: '#e4e9ed',
  quiet: '#b3bec8',
  line: '#38424c',
  surface: '#1a2026',
  accent: '#7db8e0',
  warn: '#e5b35c',
  chapters: ['#6db7ec', '#3fc79f', '#f0a35a', '#dd97cb', '#c2ccd4'],
}

export const tones = (dark: boolean): Tones => (dark ? DARK : LIGHT)

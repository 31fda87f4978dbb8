// Pages of 五篇 (chapter).
import type { PageEntry } from '../entry'

export const pages: PageEntry[] = []

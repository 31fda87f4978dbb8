// Pages of 规则 (rule).
import type { PageEntry } from '../entry'

export const pages: PageEntry[] = []

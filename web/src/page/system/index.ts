// Pages of 系统 (system).
import type { PageEntry } from '../entry'

export const pages: PageEntry[] = []

// Pages of 名单 (province).
import type { PageEntry } from '../entry'

export const pages: PageEntry[] = []

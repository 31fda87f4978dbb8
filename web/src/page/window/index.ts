// Pages of 授权 (window).
import type { PageEntry } from '../entry'

export const pages: PageEntry[] = []

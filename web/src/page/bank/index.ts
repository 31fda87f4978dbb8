// Pages of 报送 (bank).
import type { PageEntry } from '../entry'

export const pages: PageEntry[] = []

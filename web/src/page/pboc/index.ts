// Pages of 接收核实 (pboc).
import type { PageEntry } from '../entry'

export const pages: PageEntry[] = []

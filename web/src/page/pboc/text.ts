// Texts of the pages of 接收核实 (pboc), in both languages; read as `pboc.<key>`.
import type { Same } from '@/locale/same'

export const zh = {}

export const en: Same<typeof zh> = {}

// Texts of the pages of 规则 (rule), in both languages; read as `rule.<key>`.
import type { Same } from '@/locale/same'

export const zh = {}

export const en: Same<typeof zh> = {}

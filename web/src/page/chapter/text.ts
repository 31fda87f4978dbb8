// Texts of the pages of 五篇 (chapter), in both languages; read as `chapter.<key>`.
import type { Same } from '@/locale/same'

export const zh = {}

export const en: Same<typeof zh> = {}

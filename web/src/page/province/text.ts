// Texts of the pages of 名单 (province), in both languages; read as `province.<key>`.
import type { Same } from '@/locale/same'

export const zh = {}

export const en: Same<typeof zh> = {}

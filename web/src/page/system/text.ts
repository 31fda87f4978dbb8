// Texts of the pages of 系统 (system), in both languages; read as `system.<key>`.
import type { Same } from '@/locale/same'

export const zh = {}

export const en: Same<typeof zh> = {}

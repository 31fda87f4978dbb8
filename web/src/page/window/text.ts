// Texts of the pages of 授权 (window), in both languages; read as `window.<key>`.
import type { Same } from '@/locale/same'

export const zh = {}

export const en: Same<typeof zh> = {}

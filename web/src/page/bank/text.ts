// Texts of the pages of 报送 (bank), in both languages; read as `bank.<key>`.
import type { Same } from '@/locale/same'

export const zh = {}

export const en: Same<typeof zh> = {}

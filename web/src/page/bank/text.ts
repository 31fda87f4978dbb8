// Texts of the pages of 报送 (bank), in both languages; read as `bank.<key>`.
export { zh } from './zh'
export { en } from './en'

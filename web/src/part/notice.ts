// Short messages and questions over the page, with their styles.
import 'element-plus/theme-chalk/el-message-box.css'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/el-overlay.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-input.css'

import { ElMessage } from 'element-plus/es/components/message/index'
import { ElMessageBox } from 'element-plus/es/components/message-box/index'

import { text } from '@/locale'

/** Something is done; read out too. */
export function notify(message: string): void {
  ElMessage({ message, type: 'success', duration: 4000, showClose: true })
}

/** Something failed that has no place of its own on the page. */
export function complain(reason: unknown): void {
  const message = reason instanceof Error ? reason.message : String(reason)
  ElMessage({ message, type: 'error', duration: 0, showClose: true })
}

/** A question before what cannot be undone; true when it was affirmed. */
export async function ask(title: string, message: string, verb: string, danger = false) {
  try {
    await ElMessageBox.confirm(message, title, {
      confirmButtonText: verb,
      cancelButtonText: text('action.cancel'),
      type: danger ? 'warning' : 'info',
      confirmButtonClass: danger ? 'el-button--danger' : '',
      autofocus: true,
    })
    return true
  } catch {
    return false
  }
}

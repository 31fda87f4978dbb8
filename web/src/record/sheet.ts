// Rows on their way in: from a workbook, the clipboard or typing, then one write each.
import { computed, reactive, ref } from 'vue'

import { ApiError, newKey, send, upload } from '@/api/http'
import type { Action, Cell, Column } from '@/api/schema'

import { readPasted } from './clipboard'
import { readBody, type Fault, type Words } from './value'

export interface SheetRow {
  id: number
  cells: Record<string, string>
  faults: Record<string, string>
  /** Of the write: an unchanged row sent twice is done once. */
  key: string
}

interface Uploaded {
  columns: string[]
  rows: (string | null)[][]
  unknown: string[]
  faults?: { row: number | null; column: string; message: string }[]
}

export const SHEET_ROWS_MAX = 10_000
/** Faults of a whole row stand under this name. */
export const WHOLE = ''

export function useSheet(
  action: Action,
  columns: Column[],
  say: (fault: Fault, column: Column) => string,
) {
  const rows = ref<SheetRow[]>([])
  const unknown = ref<string[]>([])
  const state = reactive({ running: false, stopping: false, done: 0, total: 0, ended: false })
  let next = 0

  const faults = computed(() =>
    rows.value.reduce((sum, row) => sum + Object.values(row.faults).filter(Boolean).length, 0),
  )

  function made(cells: Record<string, string>): SheetRow {
    return { id: (next += 1), cells, faults: {}, key: newKey() }
  }
  function add(cells: Record<string, string> = {}) {
    rows.value.push(made(cells))
  }
  function edit(row: SheetRow, name: string, value: string) {
    row.cells[name] = value
    row.faults[name] = ''
    row.faults[WHOLE] = ''
    row.key = newKey()
  }

  /** The rows of a file; `progress` in bytes. */
  async function takeFile(file: File, progress: (sent: number, total: number) => void) {
    const answer = await upload<Uploaded>(`/v1/sheets/${action.record}/rows`, file, { progress })
    unknown.value = answer.unknown
    const taken = answer.rows.map((cells) => {
      const pairs = answer.columns.map((name, index) => [name, cells[index] ?? ''])
      return made(Object.fromEntries(pairs) as Record<string, string>)
    })
    for (const { row, column, message } of answer.faults ?? [])
      if (row !== null && taken[row]) taken[row].faults[column] = message
    rows.value.push(...taken)
    return answer.faults?.filter((fault) => fault.row === null).map((fault) => fault.message) ?? []
  }

  /** Pasted cells from a row and column on; a first line of heads says where each belongs. */
  function paste(text: string, from: number, name: string) {
    const lines = readPasted(text)
    const find = (head: string) =>
      columns.find(
        (one) => one.label === head.trim().replace(/\s*\*$/, '') || one.name === head.trim(),
      )
    const heads = lines[0]?.map(find) ?? []
    const named = heads.length > 0 && heads.every(Boolean) && lines.length > 1
    const begin = Math.max(
      0,
      columns.findIndex((one) => one.name === name),
    )
    const targets = named ? heads : columns.slice(begin)
    lines.slice(named ? 1 : 0).forEach((cells, offset) => {
      const at = from + offset
      if (!rows.value[at]) add()
      const row = rows.value.at(Math.min(at, rows.value.length - 1))
      cells.forEach((cell, index) => {
        const column = targets[index]
        if (row && column) edit(row, column.name, cell)
      })
    })
  }

  async function sendRow(row: SheetRow, words: Words): Promise<boolean> {
    const read = readBody(columns, row.cells, words)
    row.faults = {}
    for (const column of columns) {
      const fault = read.faults[column.name]
      if (fault) row.faults[column.name] = say(fault, column)
    }
    if (Object.keys(row.faults).length) return false
    try {
      await send(action.method, action.path, read.body, { key: row.key })
      return true
    } catch (reason) {
      // Without the service or the session no other row would fare better.
      if (!(reason instanceof ApiError) || reason.status === 0 || reason.status === 401)
        throw reason
      const param = reason.param.replace(/^\//, '')
      row.faults[columns.some((one) => one.name === param) ? param : WHOLE] = reason.message
      return false
    }
  }

  /** One after another; what was taken leaves the grid, what was refused stays with its reason. */
  async function start(words: Words) {
    Object.assign(state, {
      running: true,
      stopping: false,
      done: 0,
      total: rows.value.length,
      ended: false,
    })
    const left: SheetRow[] = []
    const waiting = [...rows.value]
    try {
      while (waiting.length && !state.stopping) {
        const row = waiting[0]
        if (row && !(await sendRow(row, words))) left.push(row)
        else state.done += 1
        waiting.shift()
      }
    } finally {
      rows.value = [...left, ...waiting]
      Object.assign(state, { running: false, ended: true })
    }
  }

  /** What the marked workbook is made from. */
  function marked() {
    const cell = (row: SheetRow, column: Column): Cell => row.cells[column.name] ?? ''
    return {
      columns: columns.map((column) => column.name),
      rows: rows.value.map((row) => columns.map((column) => cell(row, column))),
      faults: rows.value.flatMap((row, index) =>
        Object.entries(row.faults)
          .filter(([, message]) => message)
          .map(([column, message]) => ({
            row: index,
            column: column === WHOLE ? (columns[0]?.name ?? '') : column,
            message,
          })),
      ),
    }
  }

  return { rows, unknown, state, faults, add, edit, takeFile, paste, start, marked }
}

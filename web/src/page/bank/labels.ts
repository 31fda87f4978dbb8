// Words of the service for codes that pages show outside a table.
import { useSchema } from '@/record/schema'

export function useLabels() {
  const { schema, failed, ask, table, shape } = useSchema()
  const column = (record: string, name: string) =>
    shape(record)?.columns.find((each) => each.name === name)
  /** A column's label. */
  const label = (record: string, name: string) => column(record, name)?.label ?? name
  /** A choice's label; the code itself where there is none. */
  const choice = (record: string, name: string, value: string | null | undefined) =>
    column(record, name)?.choices.find((each) => each.value === value)?.label ?? value ?? ''
  const choices = (record: string, name: string) => column(record, name)?.choices ?? []
  return { schema, failed, ask, table, shape, column, label, choice, choices }
}

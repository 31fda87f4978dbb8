// What colleagues are called, behind their accounts.
import { useLookup } from '@/record/lookup'

const COLUMN = {
  name: 'account',
  label: '',
  type: 'account' as const,
  required: false,
  key: false,
  unit: null,
  help: null,
  choices: [],
}

export function usePeople() {
  const lookup = useLookup()
  return (account: string | null | undefined) => (account ? lookup.name(COLUMN, account) : '')
}

// The device's key for the page: whether this browser can sign, and whether it is enrolled.
import { ref } from 'vue'

import { all } from '@/api/http'
import { useSession } from '@/store/session'

import {
  canSign,
  enrolDevice,
  forgetKey,
  keyHere,
  type DeviceKey,
  type KeyRow,
  type SealRole,
} from './device'

export function useDevice(role: SealRole) {
  const session = useSession()
  const able = ref<boolean | null>(null)
  const key = ref<DeviceKey | null>(null)

  /** A key that was ended elsewhere no longer signs: it is forgotten here. */
  async function look() {
    able.value = await canSign()
    if (!able.value) return
    const here = await keyHere(session.account, role)
    if (!here) return
    const rows = await all<KeyRow>('/v1/device_keys')
    const row = rows.find((one) => one.key_id === here.key_id)
    if (row && !row.revoked_on && !row.valid_to) key.value = here
    else await forgetKey(session.account, role)
  }

  async function enrol(): Promise<DeviceKey> {
    key.value = await enrolDevice(session.account, role)
    return key.value
  }
  return { able, key, look, enrol }
}

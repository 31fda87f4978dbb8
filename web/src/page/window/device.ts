// The key of this device: made here, never leaves it, signs what the person has read.
import { newKey, post } from '@/api/http'

export type SealRole = 'subject' | 'maker' | 'checker'

export interface DeviceKey {
  key_id: string
  name: string
  role: SealRole
  organisation: string
  private_key: CryptoKey
}

/** A key as the service lists it. */
export interface KeyRow {
  id: string
  key_id: string
  name: string
  organisation: string
  role: SealRole
  valid_from: string
  valid_to: string | null
  revoked_on: string | null
  made_at: string
}

const STORE = 'keys'
const ALGORITHM = { name: 'Ed25519' }

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('wupian', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function inStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
) {
  const database = await opened()
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = work(database.transaction(STORE, mode).objectStore(STORE))
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  } finally {
    database.close()
  }
}

const place = (account: string, role: SealRole) => `${account}/${role}`

/** Whether this browser can make a key that cannot be copied. */
export async function canSign(): Promise<boolean> {
  if (!globalThis.isSecureContext || !crypto.subtle || !globalThis.indexedDB) return false
  try {
    await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify'])
    return true
  } catch {
    return false
  }
}

export const keyHere = (account: string, role: SealRole) =>
  inStore<DeviceKey | undefined>('readonly', (store) => store.get(place(account, role)))

export const forgetKey = (account: string, role: SealRole) =>
  inStore('readwrite', (store) => store.delete(place(account, role)))

const base64 = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes)))

export async function sign(key: CryptoKey, text: string): Promise<string> {
  return base64(await crypto.subtle.sign(ALGORITHM, key, new TextEncoder().encode(text)))
}

/** Makes a key, shows the service that it is here, and keeps it. */
export async function enrolDevice(account: string, role: SealRole): Promise<DeviceKey> {
  const made = (await crypto.subtle.generateKey(ALGORITHM, false, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const public_key = base64(await crypto.subtle.exportKey('spki', made.publicKey))
  const wish = { public_key, role }
  const text = await post<{ to_sign: string }>('/v1/device_key_texts', wish)
  const signature = await sign(made.privateKey, text.to_sign)
  const row = await post<KeyRow>('/v1/device_keys', { ...wish, signature }, { key: newKey() })
  const key: DeviceKey = {
    key_id: row.key_id,
    name: row.name,
    role,
    organisation: row.organisation,
    private_key: made.privateKey,
  }
  await inStore('readwrite', (store) => store.put(key, place(account, role)))
  return key
}

/** A seal over a text that the service made from what the person has read. */
export interface Seal {
  kind: string
  digest: string
  role: SealRole
  name: string
  key_id: string
  at: string
  signature: string
}

/** The seal as it stands in the text to sign; the service fills in kind and digest. */
export const sealOf = (key: DeviceKey): Seal => ({
  kind: '',
  digest: '',
  role: key.role,
  name: key.name,
  key_id: key.key_id,
  at: new Date().toISOString(),
  signature: '',
})

export async function sealed(
  key: DeviceKey,
  seal: Seal,
  kind: 'consent' | 'withdrawal',
  text: { digest: string; to_sign: string },
): Promise<Seal> {
  const signature = await sign(key.private_key, text.to_sign)
  return { ...seal, kind, digest: text.digest, signature }
}

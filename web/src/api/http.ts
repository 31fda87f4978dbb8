// Calls of the service: one place for token, language, errors, uploads, downloads and jobs.

/** A list's answer; `next` is the cursor of the following page. */
export interface Page<T> {
  data: T[]
  next: string | null
}

/** Work that goes on after the answer. */
export interface Job {
  id: string
  kind: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  done: number
  total: number
  rate: number
  eta_ms: number | null
  error: string | null
  /** What went wrong, as a sentence. */
  message?: string | null
  result: string | null
  /** What went wrong, in the reader's language; not of work before the service started again. */
  message?: string | null
}

export type Query = Record<string, string | number | boolean | null | undefined>

/** What the service refused, in the reader's language; code `offline` when it was not reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly param = '',
    readonly request = '',
    /** Of a file that was sent; 0: none. */
    readonly line = 0,
  ) {
    super(message)
  }
}

interface Surroundings {
  language: () => string
  /** Texts for what the service cannot say itself: `offline`, `unreadable`. */
  text: (key: 'offline' | 'unreadable') => string
  /** The session ended on the server. */
  ended: () => void
}

let around: Surroundings = { language: () => 'zh', text: (key) => key, ended: () => undefined }

/** Set once, by main.ts. */
export function surround(by: Surroundings): void {
  around = by
}

export interface CallOptions {
  query?: Query
  /** Idempotency-Key: the same write sent twice is done once. */
  key?: string
  signal?: AbortSignal
}

export interface UploadOptions extends CallOptions {
  method?: 'POST' | 'PUT'
  type?: string
  /** Bytes sent of all. */
  progress?: (sent: number, total: number) => void
}

/** A fresh Idempotency-Key. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (each) => each.toString(16).padStart(2, '0')).join('')
}

/** `path?query` without what is empty. */
export function address(path: string, query: Query = {}): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== '') given.set(name, String(value))
  const text = given.toString()
  return text ? `${path}?${text}` : path
}

function token(): string {
  const found = document.cookie.match(/(?:^|; )(?:__Host-)?wupian_csrf=([^;]*)/)
  return found?.[1] ?? ''
}

function fields(options: CallOptions, writes: boolean): Record<string, string> {
  const out: Record<string, string> = { 'Accept-Language': around.language() }
  if (writes) out['X-CSRF-Token'] = token()
  if (options.key) out['Idempotency-Key'] = options.key
  return out
}

interface ErrorBody {
  error?: { code?: string; message?: string; param?: string; request_id?: string; line?: number }
}

function refusal(status: number, text: string, path: string): ApiError {
  let body: ErrorBody = {}
  try {
    body = JSON.parse(text) as ErrorBody
  } catch {
    return new ApiError(status, 'unreadable', around.text('unreadable'))
  }
  const { code = '', message = '', param = '', request_id = '', line = 0 } = body.error ?? {}
  // Signing in may be refused without a session having ended.
  if (status === 401 && path !== '/v1/session') around.ended()
  return new ApiError(status, code, message || around.text('unreadable'), param, request_id, line)
}

async function call(method: string, path: string, body: unknown, options: CallOptions) {
  const head = fields(options, method !== 'GET')
  if (body !== undefined) head['Content-Type'] = 'application/json'
  let reply: Response
  try {
    reply = await fetch(address(path, options.query), {
      method,
      headers: head,
      body: body === undefined ? null : JSON.stringify(body),
      signal: options.signal ?? null,
      credentials: 'same-origin',
    })
  } catch (reason) {
    if (options.signal?.aborted) throw reason
    throw new ApiError(0, 'offline', around.text('offline'))
  }
  if (!reply.ok) throw refusal(reply.status, await reply.text(), path)
  return reply
}

async function json<T>(method: string, path: string, body: unknown, options: CallOptions) {
  const text = await (await call(method, path, body, options)).text()
  return (text ? JSON.parse(text) : undefined) as T
}

export const get = <T>(path: string, query: Query = {}, signal?: AbortSignal) =>
  json<T>('GET', path, undefined, signal ? { query, signal } : { query })

export const post = <T>(path: string, body?: unknown, options: CallOptions = {}) =>
  json<T>('POST', path, body, options)

export const put = <T>(path: string, body?: unknown, options: CallOptions = {}) =>
  json<T>('PUT', path, body, options)

export const remove = <T = void>(path: string, options: CallOptions = {}) =>
  json<T>('DELETE', path, undefined, options)

/** A call whose method stands in data. */
export const send = <T>(method: string, path: string, body?: unknown, options: CallOptions = {}) =>
  json<T>(method, path, body, options)

/** All rows of a list, page after page, at most `most`. */
export async function all<T>(path: string, query: Query = {}, most = 2000): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | null = ''
  while (cursor !== null && rows.length < most) {
    const page: Page<T> = await get(path, { limit: Math.min(500, most), ...query, cursor })
    rows.push(...page.data)
    cursor = page.next
  }
  return rows
}

/** Sends a file as it is; fetch tells no progress, so this is the older way. */
export function upload<T>(path: string, file: Blob, options: UploadOptions = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(options.method ?? 'POST', address(path, options.query))
    const head = fields(options, true)
    head['Content-Type'] = options.type ?? 'application/octet-stream'
    for (const [name, value] of Object.entries(head)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => options.progress?.(event.loaded, event.total)
    request.onload = () => {
      if (request.status >= 200 && request.status < 300)
        resolve((request.responseText ? JSON.parse(request.responseText) : undefined) as T)
      else reject(refusal(request.status, request.responseText, path))
    }
    request.onerror = () => reject(new ApiError(0, 'offline', around.text('offline')))
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    options.signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

/** Fetches a file and hands it to the browser under a name. */
export async function download(path: string, query: Query, name: string, body?: unknown) {
  const reply = await call(body === undefined ? 'GET' : 'POST', path, body, { query })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await reply.blob())
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

const over = (job: Job) => job.state !== 'waiting' && job.state !== 'running'

/** Tells every change of a job until it ends; polls where events do not come through. */
export function watchJob(job: Job, changed: (job: Job) => void, signal?: AbortSignal) {
  return new Promise<Job>((resolve, reject) => {
    let timer = 0
    const events = new EventSource(`/v1/jobs/${job.id}/events`)
    const stop = () => {
      events.close()
      window.clearTimeout(timer)
    }
    const take = (now: Job) => {
      changed(now)
      if (!over(now)) return false
      stop()
      resolve(now)
      return true
    }
    const poll = async () => {
      try {
        if (!take(await get<Job>(`/v1/jobs/${job.id}`))) timer = window.setTimeout(poll, 1000)
      } catch (reason) {
        stop()
        reject(reason as Error)
      }
    }
    signal?.addEventListener('abort', stop)
    if (take(job)) return
    events.addEventListener('job', (event) => take(JSON.parse(event.data as string) as Job))
    events.onerror = () => {
      stop()
      void poll()
    }
  })
}

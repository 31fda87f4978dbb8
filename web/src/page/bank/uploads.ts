// Files on their way to the service: one after the other, with progress, speed and cancelling.
import { computed, ref } from 'vue'

import { upload } from '@/api/http'

export interface Upload {
  key: number
  file: File
  sent: number
  state: 'waiting' | 'sending' | 'taking' | 'done' | 'failed' | 'cancelled'
  fault: unknown
}

const SPEED_MS = 500

export function useUploads(pathOf: (file: File) => string, ended: () => void) {
  const queue = ref<Upload[]>([])
  /** Bytes in a second, of the file that is being sent. */
  const speed = ref(0)
  let going = false
  let count = 0
  let stop = new AbortController()

  const busy = computed(() =>
    queue.value.some((each) => ['waiting', 'sending', 'taking'].includes(each.state)),
  )

  async function one(entry: Upload) {
    stop = new AbortController()
    entry.state = 'sending'
    let at = performance.now()
    let before = 0
    const progress = (sent: number, total: number) => {
      // The form round a file is not part of its size.
      entry.sent = Math.min(sent, entry.file.size)
      if (sent >= total) entry.state = 'taking'
      const now = performance.now()
      if (now - at < SPEED_MS) return
      speed.value = ((sent - before) * 1000) / (now - at)
      at = now
      before = sent
    }
    try {
      await upload(pathOf(entry.file), entry.file, { progress, signal: stop.signal })
      entry.sent = entry.file.size
      entry.state = 'done'
    } catch (reason) {
      const cancelled = stop.signal.aborted
      entry.state = cancelled ? 'cancelled' : 'failed'
      entry.fault = cancelled ? null : reason
    }
    speed.value = 0
  }

  async function go() {
    if (going) return
    going = true
    for (;;) {
      const entry = queue.value.find((each) => each.state === 'waiting')
      if (!entry) break
      await one(entry)
    }
    going = false
    ended()
  }

  function add(files: File[]) {
    queue.value = queue.value.filter((each) => each.state !== 'done')
    for (const file of files)
      queue.value.push({ key: ++count, file, sent: 0, state: 'waiting', fault: null })
    void go()
  }

  function cancel(entry?: Upload) {
    for (const each of entry ? [entry] : queue.value) {
      if (each.state === 'waiting') each.state = 'cancelled'
      else if (each.state === 'sending' || each.state === 'taking') stop.abort()
    }
  }

  function again(entry: Upload) {
    entry.state = 'waiting'
    entry.sent = 0
    entry.fault = null
    void go()
  }

  const clear = () => (queue.value = queue.value.filter((each) => each.state !== 'done'))
  return { queue, speed, busy, add, cancel, again, clear }
}

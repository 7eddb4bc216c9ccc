import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { UpdateProgress } from '../contract/updateCalls.ts'

/** A list of versions takes a few hundred bytes. */
const LONGEST_LIST = 1024 * 1024

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What electron-updater says of a list that it wants: an address in parts. */
export interface ListOrder {
  protocol: string
  hostname: string
  port?: string
  path: string
  headers?: Record<string, string>
}

/** What electron-updater says of a file that it wants. */
export interface FileOrder {
  headers?: Record<string, string> | null
  /** In base64. */
  sha512?: string | null
}

/** One work that is under way: what it tells, and what ends it. */
export interface FetchWork {
  signal: AbortSignal
  onProgress(progress: UpdateProgress): void
}

/**
 * In the place of electron-updater's own requests, which go on in the background when what asked for them was cancelled.
 * Whatever ends these leaves neither a socket nor a file open.
 */
export function updateNet(fetch: Fetch, work: () => FetchWork) {
  async function get(url: string, headers: Record<string, string> | null | undefined) {
    const { signal } = work()
    const response = await fetch(url, { headers: { ...headers }, signal, credentials: 'omit' })
    const { body } = response
    if (response.ok && body) return { body, told: response.headers }
    await body?.cancel()
    throw new Error(`it answered ${response.status} for ${new URL(url).pathname}`)
  }

  return {
    async request({ protocol, hostname, port, path, headers }: ListOrder): Promise<string> {
      const { body } = await get(`${protocol}//${hostname}${port ? `:${port}` : ''}${path}`, headers)
      const parts: Uint8Array[] = []
      let bytes = 0
      for await (const part of body) {
        bytes += part.length
        if (bytes > LONGEST_LIST) throw coded('ERR_UPDATER_INVALID_LIST', 'The list is too long')
        parts.push(part)
      }
      return Buffer.concat(parts).toString()
    },

    async download(url: URL, destination: string, { headers, sha512 }: FileOrder): Promise<string> {
      const { onProgress } = work()
      const { body, told } = await get(url.href, headers)
      const of = lengthOf(told)
      const hash = createHash('sha512')
      let bytes = 0
      const file = await open(destination, 'w')
      try {
        for await (const part of body) {
          hash.update(part)
          await file.appendFile(part)
          bytes += part.length
          onProgress({ bytes, of })
        }
      } finally {
        await file.close()
      }
      if (hash.digest('base64') !== sha512) throw coded('ERR_CHECKSUM_MISMATCH', 'The file is another one')
      return destination
    },
  }
}

/** Null when it is not told, or told of what is unpacked on its way. */
function lengthOf(headers: Headers): number | null {
  const length = Number(headers.get('content-length'))
  return Number.isSafeInteger(length) && length > 0 && !headers.has('content-encoding') ? length : null
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { PosternError } from '../contract/errors.ts'
import { parseJson } from '../contract/values.ts'
import { replaceFile } from '../files/atomicWrite.ts'
import { makeFolder } from '../files/folder.ts'
import { DOOR_FILE, knockSchema, type Knock, type Reply } from './doorFile.ts'

interface DoorOptions {
  folder: string
  /** Asks the user, sends, and resolves with the id of the new exchange. The signal says that nobody waits any more. */
  replay(wanted: { id: string; agent: string }, signal: AbortSignal): Promise<string>
  /** Hears of failures that nobody foresaw. */
  onUnexpected(error: unknown): void
}

const MOST_GUESTS = 8
/** Longest knock, in characters. */
const LONGEST = 1000
/** For the first line, ms. */
const PATIENCE_MS = 2000

/**
 * Lets `postern mcp` ask the app for a replay. It listens on loopback alone, and hears only who can read a file that is for this
 * user: no web page and no other user. No key and no token goes through it, and the yes is the user's, in a dialog.
 */
export async function openDoor({
  folder,
  replay,
  onUnexpected,
}: DoorOptions): Promise<{ close(): Promise<void> }> {
  const file = join(folder, DOOR_FILE)
  const secret = randomBytes(32).toString('base64url')
  const guests = new Set<Socket>()
  let isAsking = false

  const server = createServer((guest) => {
    guests.add(guest)
    const gone = new AbortController()
    guest.setEncoding('utf8').setTimeout(PATIENCE_MS, () => guest.destroy())
    guest.on('error', () => undefined)
    guest.on('close', () => {
      guests.delete(guest)
      gone.abort()
    })
    let line = ''
    guest.on('data', (piece: string) => {
      line += piece
      const end = line.indexOf('\n')
      if (line.length > LONGEST) guest.destroy()
      if (end < 0 || guest.destroyed) return
      guest.removeAllListeners('data').setTimeout(0)
      // Else nobody would see that the other side has gone.
      guest.resume()
      void answer(line.slice(0, end), gone.signal).then((reply) => {
        if (reply === null) guest.destroy()
        else guest.end(`${JSON.stringify(reply)}\n`)
      })
    })
  })
  server.maxConnections = MOST_GUESTS

  /** Null for whoever does not know the secret. */
  async function answer(line: string, signal: AbortSignal): Promise<Reply | null> {
    const read = knockSchema.safeParse(parseJson(line))
    if (!read.success || !isSame(read.data.secret, secret)) return null
    try {
      return { ok: true, exchange: await ask(read.data, signal) }
    } catch (error) {
      if (!(error instanceof PosternError)) onUnexpected(error)
      const { code, message, remedy } = error instanceof PosternError ? error : FAULT
      return { ok: false, error: { code, message, remedy } }
    }
  }

  async function ask({ replay: id, agent }: Knock, signal: AbortSignal): Promise<string> {
    if (isAsking) throw BUSY
    isAsking = true
    try {
      return await replay({ id, agent }, signal)
    } finally {
      isAsking = false
    }
  }

  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  makeFolder(folder)
  const { port } = server.address() as AddressInfo
  await replaceFile(file, JSON.stringify({ version: 1, port, secret }), 0o600)
  return {
    async close() {
      await rm(file, { force: true })
      for (const guest of guests) guest.destroy()
      server.close()
    },
  }
}

const BUSY = new PosternError(
  'busy',
  'Another replay of a coding agent is in progress.',
  'Wait until it ends, then repeat the call.',
)

const FAULT = new PosternError(
  'internal',
  'Something went wrong inside Postern.',
  'Read the log in the data folder.',
)

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { PosternError } from '../contract/errors.ts'
import { parseJson } from '../contract/values.ts'
import { DOOR_FILE, doorSchema, replySchema, type Reply } from './doorFile.ts'

/** Longest reply, in characters. */
const LONGEST = 10_000

/**
 * Asks the app to replay an exchange, and resolves with the id of the new one.
 * @throws PosternError `app-closed` where no app is open or it ends meanwhile, `declined`, or why the app cannot send it
 */
export async function knock(
  folder: string,
  { id, agent }: { id: string; agent: string },
  signal: AbortSignal,
): Promise<string> {
  const door = doorSchema.safeParse(
    parseJson(await readFile(join(folder, DOOR_FILE), 'utf8').catch(() => '')),
  )
  if (!door.success) throw closed()
  const { port, secret } = door.data
  const socket = createConnection({ host: '127.0.0.1', port, signal })
  try {
    await once(socket, 'connect')
    socket.write(`${JSON.stringify({ secret, replay: id, agent: agent.slice(0, 100) })}\n`)
    let text = ''
    for await (const piece of socket.setEncoding('utf8')) {
      text += piece
      if (text.length > LONGEST) break
    }
    return exchangeIn(replySchema.parse(parseJson(text)))
  } catch (error) {
    if (error instanceof PosternError) throw error
    throw closed()
  } finally {
    socket.destroy()
  }
}

function exchangeIn(reply: Reply): string {
  if (reply.ok) return reply.exchange
  const { code, message, remedy } = reply.error
  throw new PosternError(code, message, remedy)
}

function closed(): PosternError {
  return new PosternError(
    'app-closed',
    'The window of Postern is not open. A replay outside the sandbox needs a yes there.',
    'Ask the user to start Postern. Or replay it to the sandbox.',
  )
}

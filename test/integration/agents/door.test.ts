import { mkdtempSync, readFileSync, rmSync, statSync, existsSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ulid } from 'ulid'
import { expect, it, onTestFinished } from 'vitest'
import { openDoor } from '../../../app/agents/door.ts'
import { knock } from '../../../app/agents/knock.ts'

async function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'postern-door-'))
  const asked: string[] = []
  const door = await openDoor({
    folder,
    replay: ({ id }) => {
      asked.push(id)
      return Promise.resolve(id)
    },
    onUnexpected: (error) => {
      throw error
    },
  })
  onTestFinished(async () => {
    await door.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const file = join(folder, 'door.json')
  const { port, secret } = JSON.parse(readFileSync(file, 'utf8')) as { port: number; secret: string }
  return { folder, door, asked, file, port, secret }
}

/** What comes back, until the other side closes. */
function say(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => socket.write(text))
    let said = ''
    socket.setEncoding('utf8').on('data', (piece: string) => (said += piece))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      resolve(said)
    })
  })
}

it('hears who can read its file, which is for this user alone and goes with the app', async () => {
  const { folder, door, asked, file } = await opened()
  const id = ulid()
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await knock(folder, { id, agent: 'host' }, new AbortController().signal)).toBe(id)
  expect(asked).toEqual([id])
  await door.close()
  expect(existsSync(file)).toBe(false)
  await expect(knock(folder, { id, agent: 'host' }, new AbortController().signal)).rejects.toMatchObject({
    code: 'app-closed',
  })
})

it('says nothing to anybody else, and asks the user nothing', async () => {
  const { asked, port, secret } = await opened()
  const id = ulid()
  const knocks = [
    `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}`,
    `${JSON.stringify({ replay: id, agent: 'x' })}\n`,
    `${JSON.stringify({ secret: `${secret}x`, replay: id, agent: 'x' })}\n`,
    `${JSON.stringify({ secret: secret.slice(1), replay: id, agent: 'x' })}\n`,
    `${JSON.stringify({ secret, replay: 'all', agent: 'x' })}\n`,
    'x'.repeat(100_000),
    '\n',
  ]
  for (const text of knocks) expect(await say(port, text)).toBe('')
  expect(asked).toEqual([])
})

it('lets nobody wait at it without a word', async () => {
  const { port } = await opened()
  expect(await say(port, '')).toBe('')
})

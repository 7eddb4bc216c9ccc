import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'
import { headless } from '../../fixtures/headless.ts'
import { startServer } from '../../fixtures/localServer.ts'
import { pieceIn, SPELLINGS } from '../../unit/recorder/spellings.ts'
import { connect, dataFolder, type Agent } from './server.ts'

const KEY = 'Kf7+Qz/9bXw2&Lm8Tn4='
const TOKEN = 'Tok+en/Zq8w7E6r5T4y3='

let reply: (request: IncomingMessage, response: ServerResponse) => void
const server = await startServer((request, response) => {
  if (!request.url?.includes('token')) return reply(request, response)
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({ token: TOKEN, echo: KEY }))
})
afterAll(server.close)
beforeAll(() => ensureBuilt(['historyWorker', 'captureWorker', 'cli']), 120_000)

const PARTS = ['summary', 'attempts', 'request', 'response', 'envelope']

/** Everything that a tool gives for these exchanges. */
async function askAll(agent: Agent, ids: readonly string[]): Promise<string[]> {
  const texts: string[] = []
  const ask = async (name: string, input: Record<string, unknown> = {}) => {
    texts.push((await agent.call(name, input)).text)
  }
  for (const query of [undefined, 'outcome:failed', 'key', 'status:400', 'not a field:x'])
    await ask('search_history', query === undefined ? { limit: 50 } : { query, limit: 50 })
  for (const id of ids) for (const part of PARTS) await ask('get_exchange', { id, part })
  await ask('list_problems')
  await ask('check_integration', { query: 'since:1h' })
  return texts
}

it('a secret that the agent hands in under its name is none of what comes back, nor of the log', async () => {
  const folder = dataFolder()
  const agent = await connect(folder)
  const body = JSON.stringify({
    status: { code: 100, errorMessage: `The key ${KEY} may not` },
    data: null,
  })
  const { text } = await agent.call('explain', {
    body: `Authorization: Bearer ${KEY}\n\nHTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n\r\n${body}`,
  })
  expect(text).toContain('may not')
  expect(pieceIn(text, KEY)).toBeNull()
  expect(pieceIn(readFileSync(join(folder, 'agents', 'asked.jsonl'), 'utf8'), KEY)).toBeNull()
})

it('no tool gives a piece of a key or a token that a server repeats, in any spelling and any place', async () => {
  const folder = dataFolder()
  const ids: string[] = []
  for (const [name, write] of SPELLINGS) {
    reply = (_request, response) => {
      const told = write(KEY)
      response.writeHead(400, {
        'Content-Type': 'application/json',
        'X-Echo': encodeURI(told),
        'X-Token': encodeURI(write(TOKEN)),
      })
      const message = `The key ${told} and the token ${write(TOKEN)} may not do this.`
      response.end(
        JSON.stringify({
          status: { code: 100, errorMessage: message },
          data: null,
          count: null,
          message,
          errors: [{ code: 100, message }],
        }),
      )
    }
    // The address adds a layer of its own, and nobody looks through nine.
    const inAddress = name.includes('eight times') ? KEY : write(KEY)
    const path = `/api/external/sites?note=${encodeURIComponent(inAddress)}`
    const { stdout } = await headless(
      ['send', 'GET', path, '--base-url', server.url, '--key-env', 'MY_KEY', '--keep', '--json'],
      {
        env: { MY_KEY: KEY, POSTERN_DATA: folder },
        historyWorker: pathToFileURL(join(import.meta.dirname, '../../../out/historyWorker.js')),
      },
    )
    ids.push((JSON.parse(stdout) as { id: string }).id)
  }
  const agent = await connect(folder)
  for (const text of await askAll(agent, ids))
    for (const secret of [KEY, TOKEN]) expect(pieceIn(text, secret), text).toBeNull()
}, 120_000)

it('what an agent says of a secret is neither repeated nor logged', async () => {
  const folder = dataFolder()
  const agent = await connect(folder)
  const token = `eyJ${'aB3'.repeat(12)}.${'eyJ'}${'cD4'.repeat(12)}.${'eF5'.repeat(12)}`
  const body = `HTTP/1.1 401 Unauthorized\nAuthorization: Bearer ${token}\nexternal-gh-apim-sub-key: ${KEY}\n\n{"apiKey":"${KEY}"}`
  const texts = [
    await agent.call('explain', { body }),
    await agent.call('explain', {
      body: 'No',
      status: 401,
      request: `GET /api/external/sites?token=${token}`,
    }),
    await agent.call('search_history', { query: `Authorization: Bearer ${token}` }),
    await agent.call('describe_api', { endpoint: `/api/x?apiKey=${token}` }),
  ].map(({ text }) => text)
  const log = readFileSync(join(folder, 'agents', 'asked.jsonl'), 'utf8')
  expect(log.trim().split('\n')).toHaveLength(4)
  for (const text of [...texts, log]) for (const secret of [token, KEY]) expect(text).not.toContain(secret)
})

import { execFile } from 'node:child_process'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { headerOf } from '../../../app/contract/headers.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import { readCommandText } from '../../../app/formats/commands/readers.ts'
import { planRequest } from '../../../app/sending/plan.ts'
import { CURL_COMMANDS } from './curlCommands.ts'

interface Sent {
  method: string
  target: string
  /** In the order of their names. */
  headers: [name: string, value: string][]
  body: string
}

/** What each program sends of its own, and what belongs to the connection. */
const OWN = /^(?:host|accept-encoding|connection|content-length|transfer-encoding|expect)$/
const OWN_VALUES = /^(?:accept: (?:\*\/\*|application\/json)|user-agent: (?:curl\/|Postern)\S*)$/
const AT_ONCE = 6

function sent(
  method: string,
  target: string,
  headers: readonly (readonly [string, string])[],
  body: Buffer,
): Sent {
  const kept = headers
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name, value]) => !OWN.test(name) && !OWN_VALUES.test(`${name}: ${value}`))
    .sort(([one], [other]) => one.localeCompare(other))
  const boundary = /boundary=(\S+)/.exec(headerOf(kept, 'content-type') ?? '')?.[1] ?? ' none '
  // curl writes the codes of some queries in small letters, and leaves brackets as they are.
  const written = target
    .replace(/%[\da-f]{2}/gi, (code) => code.toUpperCase())
    .replace(/[[\]{}]/g, (char) => encodeURIComponent(char))
  const plain = JSON.stringify({ method, target: written, headers: kept, body: body.toString('latin1') })
  return JSON.parse(plain.replaceAll(boundary, 'BOUNDARY')) as Sent
}

async function listen(
  onRequest: (request: IncomingMessage, body: Buffer) => void,
): Promise<{ server: Server; host: string }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      onRequest(request, Buffer.concat(parts))
      response.end()
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return { server, host: `127.0.0.1:${address.port}` }
}

/** What the real curl sends first, run by the real shell. */
async function byCurl(
  command: string,
  run: (host: string, done: () => Sent | null) => Promise<void>,
): Promise<void> {
  let first: Sent | null = null
  const { server, host } = await listen((request, body) => {
    const pairs = Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    )
    first ??= sent(request.method ?? '', request.url ?? '', pairs, body)
  })
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8' }
  await new Promise<void>((resolve) => {
    const child = execFile('bash', ['-c', command.replaceAll('HOST', host)], { env, timeout: 10_000 }, () => {
      resolve()
    })
    child.stdin?.end()
  })
  await run(host, () => first)
  server.close()
}

function byPostern(command: string, host: string): Sent | null {
  const reading = readCommandText(command.replaceAll('HOST', host))
  if (reading === null) return null
  const { method, url, headers, body } = reading.request
  const profile = profileFor('any', 'any', `http://${host}`)
  const intent = { profile, key: null, method, target: url, headers, body, markedIdempotent: false }
  const plan = planRequest(intent, builtInCatalog, 'Postern')
  return sent(plan.request.method, plan.target.path, plan.headers, plan.body ?? Buffer.alloc(0))
}

it(
  `reads ${CURL_COMMANDS.length} commands as curl does, which is run for them`,
  { timeout: 60_000 },
  async () => {
    const commands = [...CURL_COMMANDS]
    const different: string[] = []
    let compared = 0
    async function work(): Promise<void> {
      for (let command = commands.shift(); command !== undefined; command = commands.shift()) {
        const text = command
        await byCurl(text, (host, first) => {
          let ours: unknown
          try {
            ours = byPostern(text, host)
          } catch (error) {
            ours = String(error)
          }
          const theirs = first()
          if (theirs !== null) compared += 1
          const plain = (value: unknown) => JSON.stringify(value).replaceAll(host, 'HOST')
          if (plain(ours) !== plain(theirs))
            different.push(`${text}\n  curl:    ${plain(theirs)}\n  Postern: ${plain(ours)}`)
          return Promise.resolve()
        })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    expect(different.join('\n\n')).toBe('')
    expect(compared).toBe(CURL_COMMANDS.length)
  },
)

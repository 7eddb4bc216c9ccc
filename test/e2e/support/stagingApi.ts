import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What is wrong with it: nothing, tokens that have ended, a clock that differs, or keys that it has revoked. */
export type Mood = 'well' | 'expired' | 'clock' | 'revoked'

export interface StagingApi {
  readonly origin: string
  readonly loginUrl: string
  mood: Mood
  /** Accepted by its login; there may be several. */
  readonly keys: Set<string>
  /** Every request line that came in. */
  readonly received: string[]
  close(): Promise<void>
}

const LOGIN = '/v2/session/login'
const CLOCK_AHEAD_MS = 10 * 60_000
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An API whose token request is none that Postern could guess: another path, and a form with a name of its own. */
export async function startStagingApi(...keys: string[]): Promise<StagingApi> {
  const known = new Set(keys)
  const received: string[] = []
  let issued = 0
  let valid = ''

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request)
    const path = request.url ?? ''
    received.push(`${request.method} ${path}`)
    if (api.mood === 'clock') response.setHeader('Date', new Date(Date.now() + CLOCK_AHEAD_MS).toUTCString())
    if (path === LOGIN) {
      const isKnown = known.has(new URLSearchParams(body).get('secret') ?? '')
      if (!isKnown) {
        json(response, 401, refusal(401, 'Unauthorized'))
        return
      }
      const now = Math.floor(Date.now() / 1000)
      const claims = { KeyType: 'public', CustomerId: [7], iat: now, exp: now + 900, jti: (issued += 1) }
      valid = `${encoded({ alg: 'none' })}.${encoded(claims)}.c2ln`
      json(response, 200, { session: { jwt: valid } })
      return
    }
    if (!path.startsWith('/api/external/')) {
      json(response, 404, refusal(404, 'Not found'))
      return
    }
    const isRefused = request.headers.authorization !== `Bearer ${valid}`
    const wrong = isRefused ? 'Unauthorized' : faultOf()
    if (wrong === null)
      json(response, 200, {
        status: { code: 0, errorMessage: '' },
        data: [{ id: 7 }],
        count: 1,
        message: '',
        errors: [],
      })
    else json(response, 401, refusal(401, wrong))
  }

  function faultOf(): string | null {
    if (api.mood === 'clock') return 'The time of the request differs too much from the time of the server.'
    if (api.mood === 'well') return null
    if (api.mood === 'revoked') {
      known.clear()
      return 'Unauthorized'
    }
    api.mood = 'well'
    valid = ''
    return 'The token has expired.'
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const api: StagingApi = {
    origin,
    loginUrl: origin + LOGIN,
    mood: 'well',
    keys: known,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
  return api
}

function refusal(code: number, message: string): object {
  return {
    status: { code, errorMessage: message },
    data: null,
    count: null,
    message,
    errors: [{ code, message }],
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

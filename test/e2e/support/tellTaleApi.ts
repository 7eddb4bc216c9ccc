import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { formsOf } from './forms.ts'

export interface TellTaleApi {
  readonly port: number
  /** Every request as it came in, bodies and headers included. */
  readonly received: string[]
  /** Tokens that it has given out. */
  readonly tokens: string[]
  /** From now on it repeats only tokens that it has yet to give out. */
  forget(): void
  close(): Promise<void>
}

/**
 * An API that tells in its answers every secret that it knows, in every form: it echoes key and token in bodies,
 * headers and messages, refuses the first token, breaks off, hangs when it is asked again, and sends clients to another host.
 * @param makeToken a new token
 * @param elsewhere where its redirects lead
 */
export async function startTellTaleApi(
  key: string,
  makeToken: () => string,
  elsewhere: string,
): Promise<TellTaleApi> {
  const received: string[] = []
  const tokens: string[] = []
  let forgotten = 0

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? ''
    received.push(`${request.method} ${path}\n${request.rawHeaders.join('\n')}\n${await textOf(request)}`)
    if (path === '/api/token/request') {
      const token = makeToken()
      tokens.push(token)
      json(response, 200, { data: { token, expiresIn: 900, echo: allForms([key, token]) } })
      return
    }
    const secrets = [key, ...tokens.slice(forgotten)]
    const told = `The key ${key} with the token ${tokens.at(-1) ?? ''} may not do this.`
    const headers = {
      'x-echo': secrets.map((secret) => encodeURIComponent(secret)).join(', '),
      'x-request-id': tokens.at(-1) ?? '',
      'set-cookie': `session=${encodeURIComponent(key)}`,
    }
    if (path.startsWith('/api/external/elsewhere')) {
      response.writeHead(302, { ...headers, location: `${elsewhere}/?seen=${encodeURIComponent(key)}` })
      response.end()
      return
    }
    if (path.startsWith('/api/external/cut')) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 5000 })
      const beginning = `{"message":"The key ${key.slice(0, -3)}`
      response.write(beginning, () => request.socket.destroy())
      return
    }
    const times = received.filter((earlier) => earlier.startsWith(`${request.method} ${path}\n`)).length
    if (path.startsWith('/api/external/hang') && times > 1) return
    // What is quoted of it ends within the key.
    const filler = path.startsWith('/api/external/quote') ? `${'x'.repeat(285)} ` : ''
    const message = filler + told
    const isRefused = tokens.length === 1
    const status = isRefused ? 401 : path.includes('sites') ? 200 : 403
    const code = status === 200 ? 0 : 100
    json(
      response,
      status,
      {
        status: { code, errorMessage: code === 0 ? '' : message },
        data: code === 0 ? { echo: allForms(secrets), asked: path } : null,
        count: null,
        message: code === 0 ? '' : message,
        errors: code === 0 ? [] : [{ code, message: `${message} ${allForms(secrets).join(' ')}` }],
      },
      headers,
    )
  }

  const server = createServer((request, response) => {
    void answer(request, response)
  })
  const port = await listen(server)
  return {
    port,
    received,
    tokens,
    forget: () => {
      forgotten = tokens.length
    },
    close: () => close(server),
  }
}

export interface Witness {
  readonly url: string
  readonly received: string[]
  close(): Promise<void>
}

/** Another host, which must learn nothing. It listens on the same machine, and is another origin. */
export async function startWitness(): Promise<Witness> {
  const received: string[] = []
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      received.push(`${request.method} ${request.url}\n${request.rawHeaders.join('\n')}\n${body}`)
      json(response, 401, { message: 'Who are you?' })
    })
  })
  const port = await listen(server)
  return { url: `http://127.0.0.1:${port}`, received, close: () => close(server) }
}

function allForms(secrets: readonly string[]): string[] {
  return secrets.flatMap((secret) => [...formsOf(secret).values()].map((form) => form.toString('latin1')))
}

function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { ...headers, 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function close(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
}

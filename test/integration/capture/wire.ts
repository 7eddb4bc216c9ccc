import { connect, createServer, type Socket } from 'node:net'

/** One HTTP message without its framing: what somebody meant to say, and not how it was cut into pieces. */
export interface Message {
  head: string[]
  body: string
  trailers: string[]
}

/** Of one connection, and no part of the message (RFC 9110 section 7.6.1). */
const HOP = /^(?:connection|keep-alive|te|upgrade|http2-settings|proxy-[\w-]+):/i

/**
 * Reads a message from the beginning of what came; null as long as it is not whole.
 * @param hasBody what is known beside the head, such as that nothing follows to a HEAD
 */
export function messageIn(
  text: string,
  { hasBody = true, isEnded = false } = {},
): (Message & { rest: string }) | null {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return null
  const lines = text.slice(0, end).split('\r\n')
  const head = lines.filter((line) => !HOP.test(line))
  const rest = text.slice(end + 4)
  const valueOf = (name: RegExp) => lines.find((line) => name.test(line))?.replace(/^[^:]*:\s*/, '')
  const isResponse = text.startsWith('HTTP/')
  if (!hasBody || /^HTTP\/1\.1 (?:1\d\d|204|304)/.test(text)) return { head, body: '', trailers: [], rest }
  if (/chunked/i.test(valueOf(/^transfer-encoding:/i) ?? '')) return chunked(head, rest)
  const length = valueOf(/^content-length:/i)
  if (length !== undefined) {
    const size = Number(length)
    return rest.length < size
      ? null
      : { head, body: rest.slice(0, size), trailers: [], rest: rest.slice(size) }
  }
  if (!isResponse) return { head, body: '', trailers: [], rest }
  return isEnded ? { head, body: rest, trailers: [], rest: '' } : null
}

function chunked(head: string[], text: string): (Message & { rest: string }) | null {
  let body = ''
  let rest = text
  for (;;) {
    const [, size] = /^([\da-f]+)[^\r]*\r\n/i.exec(rest) ?? []
    if (size === undefined) return null
    const length = Number.parseInt(size, 16)
    const from = rest.indexOf('\r\n') + 2
    if (length > 0) {
      if (rest.length < from + length + 2) return null
      body += rest.slice(from, from + length)
      rest = rest.slice(from + length + 2)
      continue
    }
    const end = rest.indexOf('\r\n\r\n', from - 2)
    if (end < 0) return null
    const trailers = rest
      .slice(from, Math.max(from, end))
      .split('\r\n')
      .filter((line) => line !== '')
    return { head, body, trailers, rest: rest.slice(end + 4) }
  }
}

/** All messages of a response, informational ones first. */
export function messagesIn(text: string, hasBody: boolean): Message[] {
  const messages: Message[] = []
  let rest = text
  while (rest !== '') {
    const read = messageIn(rest, { hasBody, isEnded: true })
    if (!read) return [...messages, { head: [`unread: ${rest.slice(0, 200)}`], body: '', trailers: [] }]
    const { rest: next, ...message } = read
    messages.push(message)
    rest = next
  }
  return messages
}

export interface DumpServer {
  url: string
  port: number
  /** Every request that came, in its order. */
  requests: Message[]
  close(): void
}

/** A server that keeps every byte, and writes what `respond` gives once a request is whole. */
export async function dumpServer(respond: (request: Message, socket: Socket) => void): Promise<DumpServer> {
  const requests: Message[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    let text = ''
    let isContinued = false
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (!isContinued && /^expect: 100-continue\r$/im.test(text) && text.includes('\r\n\r\n')) {
        isContinued = true
        socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      }
      for (let read = messageIn(text); read; read = messageIn(text)) {
        const { rest, ...request } = read
        text = rest
        isContinued = false
        requests.push(request)
        respond(request, socket)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

/** Sends bytes, and gives all that comes until the other side ends. */
export function exchanged(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', reject)
    socket.on('close', () => {
      resolve(text)
    })
    socket.write(bytes, 'latin1')
  })
}

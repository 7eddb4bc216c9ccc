import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RawHost {
  readonly url: string
  /** All bytes that came in, as they came. */
  received(): string
  close(): void
}

/** A host that answers every request, and keeps each byte that reaches it. */
export async function startRawHost(): Promise<RawHost> {
  let received = ''
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{"status":{"code":0},"data":[]}'))
  })
  server.on('connection', (socket) => {
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => received,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

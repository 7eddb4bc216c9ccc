import type { Server } from 'node:http'
import { PosternError } from '../contract/errors.ts'
import { codeOf } from '../contract/thrown.ts'

const PORTS_TRIED = 20

/** On both addresses of this computer, or on the one that it has; with the same port. `what` names the room in an error. */
export async function listenOnLoopback(
  wanted: number,
  create: () => Server,
  what = 'Capture',
): Promise<Server[]> {
  const first = create()
  await listen(first, wanted, what)
  const second = create()
  try {
    await tryListen(second, '::1', portOf(first))
    return [first, second]
  } catch {
    return [first]
  }
}

async function listen(server: Server, wanted: number, what: string): Promise<void> {
  const ports = wanted === 0 ? [0] : Array.from({ length: PORTS_TRIED }, (_, at) => wanted + at)
  for (const port of [...ports.filter((each) => each <= 65_535), 0]) {
    try {
      await tryListen(server, '127.0.0.1', port)
      return
    } catch (error) {
      const code = codeOf(error)
      // A port that is taken, or that only an administrator may take.
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cannotListen(code, what)
    }
  }
  throw cannotListen('EADDRINUSE', what)
}

function cannotListen(code: string | null, what: string): PosternError {
  return new PosternError(
    'capture-unavailable',
    `Postern could not listen on this computer (${code ?? 'unknown reason'}).`,
    `Check that programs can use 127.0.0.1. Then start ${what}.`,
  )
}

function tryListen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

export function portOf(server: Server | undefined): number {
  const address = server?.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

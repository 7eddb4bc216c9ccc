import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'

/** What a feed answers for its list of versions, or for a file. */
export type FeedAnswer = (response: ServerResponse) => void

/** A feed on loopback, and a second server beside it that must never be asked. */
export interface UpdateFeed {
  url: string
  /** Another origin, where what the feed has lies too. */
  elsewhere: string
  answer: FeedAnswer
  /** For all that is not a list. */
  file: FeedAnswer
  /** Paths that were asked for, without the query; those of the other server with its origin. */
  asked: string[]
  headers: IncomingHttpHeaders[]
  close(): Promise<void>
}

export const NEW_APP = Buffer.from('#!/bin/sh\n# a newer Postern\n')

/** The list of a release, as electron-builder writes it. */
export function listOf(version: string, { url = 'Postern.AppImage', of = NEW_APP } = {}): FeedAnswer {
  const sha512 = createHash('sha512').update(of).digest('base64')
  const text = `version: ${version}
files:
  - url: ${url}
    sha512: ${sha512}
    size: ${NEW_APP.length}
releaseDate: '2026-01-01T00:00:00.000Z'
`
  return (response) => response.end(text)
}

export interface HeldAnswer {
  answer: FeedAnswer
  /** The answer that is held, once it was asked for. */
  held: Promise<ServerResponse>
}

/** Begins an answer of as many bytes as `NEW_APP` has, with the first of them, and leaves the rest to the test. */
export function hold(first: number): HeldAnswer {
  return heldAfter((response) => {
    response.writeHead(200, { 'content-length': NEW_APP.length })
    response.write(NEW_APP.subarray(0, first))
  })
}

/** How many bytes `drip` says that there are. */
export const DRIPPED = 1024 * 1024

/** Sends a byte now and then, without end. */
export function drip(): HeldAnswer {
  return heldAfter((response) => {
    // Without a type Chromium waits for as much as it needs to guess one.
    response.writeHead(200, { 'content-length': DRIPPED, 'content-type': 'application/octet-stream' })
    const timer = setInterval(() => response.write('.'), 50)
    response.on('close', () => {
      clearInterval(timer)
    })
  })
}

/** Keeps a caller waiting for the first byte. */
export function keepWaiting(): HeldAnswer {
  return heldAfter(() => undefined)
}

function heldAfter(beginning: FeedAnswer): HeldAnswer {
  let hand: (response: ServerResponse) => void = () => undefined
  const held = new Promise<ServerResponse>((resolve) => {
    hand = resolve
  })
  return {
    held,
    answer(response) {
      beginning(response)
      hand(response)
    },
  }
}

export function text(body: string): FeedAnswer {
  return (response) => response.end(body)
}

export function leadTo(url: () => string): FeedAnswer {
  return (response) => response.writeHead(302, { location: url() }).end()
}

export async function startFeed(): Promise<UpdateFeed> {
  const other = createServer((request, response) => {
    feed.asked.push(`${feed.elsewhere}${pathOf(request.url)}`)
    if (pathOf(request.url).endsWith('.yml')) listOf('9.9.9')(response)
    else response.end(NEW_APP)
  })
  const server = createServer((request, response) => {
    feed.asked.push(pathOf(request.url))
    feed.headers.push(request.headers)
    if (pathOf(request.url).endsWith('.yml')) feed.answer(response)
    else feed.file(response)
  })
  const feed: UpdateFeed = {
    url: `${await open(server)}/postern/`,
    elsewhere: await open(other),
    answer: listOf('0.0.1'),
    file: (response) => response.end(NEW_APP),
    asked: [],
    headers: [],
    async close() {
      await Promise.all([server, other].map(shut))
    },
  }
  return feed
}

function pathOf(url = ''): string {
  return url.split('?')[0] ?? ''
}

async function open(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The feed has no port')
  return `http://127.0.0.1:${address.port}`
}

async function shut(server: Server): Promise<void> {
  if (!server.listening) return
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}

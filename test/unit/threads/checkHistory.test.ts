import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { checkHistory } from '../../../app/threads/checkHistory.ts'
import { serve } from '../../../app/threads/remote.ts'
import { exchangeOf, idOf } from '../renderer/samples.ts'

let channel: MessageChannel

/** A history that finds so many exchanges, or searches for ever. */
function serveHistory(count: number, isStuck = false): void {
  const ids = Array.from({ length: count }, (_, at) => idOf(count - at))
  serve(channel.port2, {
    ids: () => (isStuck ? new Promise(() => undefined) : { ids, isAll: true }),
    get: (id: string) => ({ ...exchangeOf(1), id }),
    list: () => ({ items: [], next: null, total: 0 }),
  })
}

const order = {
  query: 'is:capture',
  idempotent: [],
  catalog: builtInCatalog,
  speed: 1,
  rates: {},
  secrets: [],
}

beforeEach(() => {
  channel = new MessageChannel()
})

afterEach(() => {
  channel.port2.close()
})

it('checks all that the query finds', async () => {
  serveHistory(40)
  const { signal } = new AbortController()
  const checked = await checkHistory(order, channel.port1, { signal, progress: () => undefined })
  expect(checked).toMatchObject({ query: 'is:capture', report: { calls: 40 } })
})

it('takes out a secret that has come up since the calls were kept', async () => {
  const secret = ['came', 'up', 'later', '77'].join('-')
  const { request: kept, ...rest } = exchangeOf(1)
  const request = { ...kept, url: `https://api.example/api/external/sites/${secret}?token=` }
  serve(channel.port2, {
    ids: () => ({ ids: [idOf(1)], isAll: true }),
    get: () => ({ ...rest, request }),
  })
  const { signal } = new AbortController()
  const call = { signal, progress: () => undefined }
  const checked = await checkHistory({ ...order, secrets: [secret] }, channel.port1, call)
  const rule = checked?.report.rules.find(({ rule }) => rule === 'secret-in-url')
  expect(rule?.evidence[0]?.request).toContain('/[redacted]')
  expect(JSON.stringify(checked)).not.toContain(secret)
})

it('has nothing to check where no capture has seen a program', async () => {
  serveHistory(40)
  const { signal } = new AbortController()
  const last = { ...order, query: null }
  const checked = await checkHistory(last, channel.port1, { signal, progress: () => undefined })
  expect(checked).toMatchObject({ query: '', report: { calls: 0, result: 'nothing' } })
})

it.each([
  ['while it searches', true],
  ['while it reads', false],
])('ends when it is cancelled %s', async (_, isStuck) => {
  serveHistory(100_000, isStuck)
  const stop = new AbortController()
  const checked = checkHistory(order, channel.port1, {
    signal: stop.signal,
    progress: () => {
      stop.abort()
    },
  })
  if (isStuck) stop.abort()
  expect(await checked).toBeNull()
})

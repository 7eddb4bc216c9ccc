import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { createPastedReader } from '../../../app/threads/pastedReader.ts'
import { explained, NOW } from '../../unit/operations/explained.ts'
import { bundle, type Bundle } from '../history/bundle.ts'

let worker: Bundle
beforeAll(async () => {
  worker = await bundle('app/threads/worker.ts')
}, 60_000)
afterAll(() => worker.remove())

const SECRET = `${'canary'.repeat(2)}-of-the-reader`
const REFUSED = `HTTP/1.1 403 Forbidden\nX-Note: ${SECRET}\n\n{"status":{"code":403,"errorMessage":"No ${SECRET}."},"data":null,"errors":[]}`
/** Reading these brackets takes some seconds. */
const HOSTILE = '{x'.repeat(2_000_000)

/** Does with each message what a text could make a reader do. */
const GREEDY = `import { parentPort } from 'node:worker_threads'
const all = []
parentPort.on('message', () => { for (;;) all.push(Array.from({ length: 10_000 }, (_, at) => ({ at }))) })`

const order = (answer: string) => ({
  id: '01J00000000000000000000000',
  now: NOW,
  catalog: builtInCatalog,
  question: { answer, status: null, request: '', headers: [], claims: null },
  secrets: [SECRET],
  headers: [],
})

it('explains a text as this thread would, without the secrets', async () => {
  const told = await createPastedReader(worker.url).explain(order(REFUSED))
  const here = explained({ answer: REFUSED }, [SECRET])
  expect(told).toMatchObject({ content: 'response', exchange: { ...here.exchange, id: told?.exchange.id } })
  expect(JSON.stringify(told?.exchange)).not.toContain(SECRET)
  expect(told?.headers).toContainEqual(['X-Note', SECRET])
})

it('leaves this thread free while it reads', async () => {
  const reader = createPastedReader(worker.url)
  await reader.explain(order('x'))
  const reading = reader.explain(order(HOSTILE))
  let isDone = false
  void reading.then(() => (isDone = true))
  let longest = 0
  for (let last = performance.now(); !isDone; last = performance.now()) {
    await new Promise(setImmediate)
    longest = Math.max(longest, performance.now() - last)
  }
  expect(longest).toBeLessThan(500)
}, 60_000)

it('gives a text up that takes too long, and reads the next', async () => {
  const reader = createPastedReader(worker.url, 300)
  expect(await reader.explain(order(HOSTILE))).toBeNull()
  const patient = createPastedReader(worker.url)
  const [former, latter] = await Promise.all([
    patient.explain(order(HOSTILE)),
    patient.explain(order(REFUSED)),
  ])
  expect(former).toBeNull()
  expect(latter?.content).toBe('response')
}, 60_000)

it('gives a text up that fills the memory, and ends no other thread by it', async () => {
  const url = new URL(`data:text/javascript,${encodeURIComponent(GREEDY)}`)
  expect(await createPastedReader(url, 60_000, 24).explain(order('x'))).toBeNull()
}, 60_000)

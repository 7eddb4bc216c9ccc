import { MessageChannel } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { createBulk } from '../../../app/threads/bulk.ts'

/** Does with each message what a file could make a reader do. */
const GREEDY = `import { parentPort } from 'node:worker_threads'
const all = []
parentPort.on('message', () => { for (;;) all.push(Array.from({ length: 10_000 }, (_, at) => ({ at }))) })`

it('a file that fills the memory ends its own thread alone, and the import says that it failed', async () => {
  const url = new URL(`data:text/javascript,${encodeURIComponent(GREEDY)}`)
  const bulk = createBulk(url, () => Promise.resolve(new MessageChannel().port1), 24)
  const order = { traceHeaders: [], savedAt: 0, secrets: [], headers: [], bodyCap: 1 }
  await expect(
    bulk.importHar({ ...order, source: { text: '{}' }, catalog: builtInCatalog }, {}),
  ).rejects.toThrow(/memory/i)
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { History } from '../../../app/history/history.ts'
import { openHistory } from '../../../app/history/openHistory.ts'
import { exampleExchange } from '../../unit/history/exampleExchange.ts'
import { bundle, type Bundle } from './bundle.ts'
import { redacted } from '../../fixtures/testRecorder.ts'

let worker: Bundle
beforeAll(async () => {
  worker = await bundle('app/history/worker.ts')
})
afterAll(() => worker.remove())

let folder: string
let open: History[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-others-'))
  open = []
})
afterEach(async () => {
  for (const history of open) await history.close()
  await rm(folder, { recursive: true })
})

async function opened(onOthers: () => void): Promise<History> {
  const history = await openHistory({ file: join(folder, 'history.db'), worker: worker.url, onOthers })
  open.push(history)
  return history
}

it('what another program writes is heard of while it is watched for, and what we write is not', async () => {
  const heard: string[] = []
  let wake: (() => void) | null = null
  const ours = await opened(() => {
    heard.push('ours')
    wake?.()
  })
  const theirs = await opened(() => heard.push('theirs'))
  await ours.watchOthers(true)
  const word = new Promise<void>((resolve) => (wake = resolve))
  const exchange = exampleExchange()
  await theirs.put(redacted(exchange))
  expect((await theirs.get(exchange.id))?.id).toBe(exchange.id)
  await word
  expect((await ours.list({ before: null, limit: 5 })).items.map(({ id }) => id)).toEqual([exchange.id])
  expect(new Set(heard)).toEqual(new Set(['ours']))
})

it('what went by itself because of a limit is heard of as well', async () => {
  let wake: () => void = () => undefined
  const word = new Promise<void>((resolve) => (wake = resolve))
  const ours = await opened(() => wake())
  await ours.watchOthers(true)
  for (let count = 0; count < 3; count += 1) await ours.put(redacted(exampleExchange({}, count)))
  await ours.setRetention({ maxAgeMs: null, maxCount: 1, maxBytes: null })
  await word
  expect((await ours.list({ before: null, limit: 5 })).items).toHaveLength(1)
})

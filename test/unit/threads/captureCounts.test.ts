import { expect, it } from 'vitest'
import type { CaptureClient } from '../../../app/contract/capture.ts'
import { countsOf } from '../../../app/threads/captureCounts.ts'

const client = (pid: number | null, userAgent = 'node', run: string | null = null): CaptureClient => ({
  run,
  name: null,
  pid,
  userAgent,
  connection: '1',
})

it.each([
  ['one that is found late', [client(null), client(7)], 1],
  ['two processes of one program', [client(7), client(8), client(null)], 2],
  ['two programs', [client(null), client(null, 'curl/8')], 2],
  ['one run with several processes known', [client(7, 'node', 'RUN'), client(7, 'curl/8', 'RUN')], 1],
])('counts %s once each', (_, clients, count) => {
  const counts = countsOf()
  for (const each of clients) counts.client(each)
  expect(counts.now().clients).toBe(count)
})

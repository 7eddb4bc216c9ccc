import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { CheckedRun } from '../../../app/contract/checkedHistory.ts'
import { openCheckRuns } from '../../../app/settings/checkRuns.ts'

const runAt = (second: number, calls = 1): CheckedRun => ({
  at: '2026-03-02T10:00:00.000Z',
  query: 'run:A',
  programs: ['client.mjs'],
  speed: 1,
  calls,
  from: new Date(Date.parse('2026-03-02T09:00:00.000Z') + second * 1000).toISOString(),
  to: null,
  result: 'kept',
  rules: [{ rule: 'no-backoff', verdict: 'kept', count: 0 }],
})

it('keeps the last fifty runs from one start to the next, each once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-runs-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const open = () => openCheckRuns(join(folder, 'check-runs.json'), (notice) => expect(notice).toBeNull())
  const runs = await open()
  for (let second = 0; second < 55; second += 1) await runs.keep(runAt(second))
  await runs.keep(runAt(54, 2))
  const kept = (await open()).all()
  expect(kept).toEqual(runs.all())
  expect(kept).toHaveLength(50)
  expect(kept[0]).toEqual(runAt(54, 2))
  expect(kept.at(-1)).toEqual(runAt(5))
})

import { describe, expect, it } from 'vitest'
import type { Job, JobOf } from '../../../app/contract/job.ts'
import { activityText, needsUser } from '../../../renderer/features/jobs/activityText.ts'

const replay: JobOf<'replay'> = {
  kind: 'replay',
  id: '1',
  phase: 'running',
  error: null,
  progress: { done: 14, total: 23, unit: 'requests' },
  title: { startedAt: '2026-03-02T08:00:00Z', startAt: null, only: null },
  result: {
    sent: 14,
    fixed: 2,
    skipped: 0,
    unsafe: 0,
    unchanged: 0,
    notTried: 0,
    blocked: 0,
    uncertain: 0,
    waitsFor: null,
    endsAt: null,
    notes: [],
    latest: null,
    sentAgain: [],
    left: null,
  },
}
const reading: JobOf<'import'> = {
  kind: 'import',
  id: '2',
  phase: 'running',
  error: null,
  progress: { done: 250, total: 1000, unit: 'bytes' },
  title: { file: 'capture.har' },
  result: { imported: 0, known: 0, unreadable: 0, problems: [], tokens: 0 },
}

describe('what the status bar says of long work', () => {
  it.each<[string | null, Job[], number]>([
    [null, [], 0],
    ['Replay 14 of 23', [replay], 0],
    ['Replay paused, 14 of 23', [{ ...replay, phase: 'paused' }], 1],
    ['Import 25 %', [reading], 0],
    ['2 in progress', [replay, reading], 0],
    ['1 key to keep', [{ ...reading, phase: 'done' }], 1],
    ['Replay done', [{ ...replay, phase: 'done' }], 0],
    ['Import 25 %', [{ ...replay, phase: 'done' }, reading], 0],
  ])('%s', (text, jobs, offers) => {
    expect(activityText(jobs, offers)).toBe(text)
  })
})

describe('what is left to read or to decide', () => {
  it.each<[boolean, string, Job]>([
    [false, 'an import in progress', reading],
    [false, 'one that brought everything in', { ...reading, phase: 'done' }],
    [
      true,
      'one that could not read all',
      { ...reading, phase: 'done', result: { ...reading.result, unreadable: 1 } },
    ],
    [false, 'what the user cancelled', { ...replay, phase: 'cancelled' }],
    [true, 'what failed', { ...replay, phase: 'failed' }],
    [false, 'a replay that ended', { ...replay, phase: 'done' }],
    [
      true,
      'one that stopped early',
      { ...replay, phase: 'done', result: { ...replay.result, notes: ['No change'] } },
    ],
    [
      true,
      'one that was cut off',
      { ...replay, phase: 'paused', result: { ...replay.result, left: 'unfinished' } },
    ],
  ])('%s for %s', (expected, _, job) => {
    expect(needsUser(job)).toBe(expected)
  })
})

import { expect, it } from 'vitest'
import type { JobOf } from '../../../app/contract/job.ts'
import { importText } from '../../../renderer/features/import/importText.ts'

function job(phase: JobOf<'import'>['phase'], counts: Partial<JobOf<'import'>['result']>): JobOf<'import'> {
  return {
    kind: 'import',
    id: '1',
    phase,
    error: null,
    progress: { done: 10, total: 10, unit: 'bytes' },
    title: { file: 'a.har' },
    result: { imported: 0, known: 0, unreadable: 0, problems: [], tokens: 0, ...counts },
  }
}

it.each([
  ['a.har: 2 imported, 1 unreadable', job('done', { imported: 2, unreadable: 1 })],
  ['a.har: 0 imported, 2 were here already', job('done', { known: 2 })],
  ['Postern could not read a.har', job('failed', {})],
  ['Postern could not read a.har', job('failed', { unreadable: 3 })],
  ['Postern read part of a.har: 4 imported', job('failed', { imported: 4 })],
  ['a.har, cancelled: 4 imported', job('cancelled', { imported: 4 })],
])('%s', (text, of) => {
  expect(importText(of)).toBe(text)
})

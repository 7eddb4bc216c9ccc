import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  afterRestart,
  type ReplayItem,
  type ReplayJournal,
  type ReplayRecord,
} from '../../../app/replay/journal.ts'
import { createJournalFile, readUnfinished } from '../../../app/replay/journalFile.ts'

const NOW = new Date('2026-11-22T14:08:12Z')

let folder: string
let journals: ReplayJournal[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-replay-'))
  journals = []
})
afterEach(async () => {
  for (const journal of journals) await journal.close()
  await rm(folder, { recursive: true })
})

async function begin(record: ReplayRecord): Promise<ReplayJournal> {
  const journal = await createJournalFile(folder, record)
  journals.push(journal)
  return journal
}

function item(original: string, changes: Partial<ReplayItem> = {}): ReplayItem {
  return {
    original,
    profile: 'sandbox',
    key: 'site-7',
    group: null,
    isSafe: true,
    state: 'waiting',
    exchange: null,
    verdict: null,
    reason: null,
    again: false,
    ...changes,
  }
}

function record(items: ReplayItem[], id = 'replay-1'): ReplayRecord {
  return { version: 1, id, startedAt: '2026-03-02T09:00:00.000Z', startAt: null, keys: [], items }
}

describe('the journal', () => {
  it('remembers each step over a restart', async () => {
    const journal = await begin(record([item('a'), item('b'), item('c')]))
    const done = item('a', { state: 'sent', exchange: 'x', verdict: 'fixed', reason: 'Now it works.' })
    await journal.write(0, item('a', { state: 'sending' }))
    await Promise.all([journal.write(0, done), journal.write(1, item('b', { state: 'sending' }))])
    const { records, problems } = await readUnfinished(folder, NOW)
    expect(problems).toEqual([])
    expect(records).toEqual([record([done, item('b', { state: 'sending' }), item('c')])])
  })

  it('is gone when the replay has ended, whatever is written after', async () => {
    const journal = await begin(record([item('a')]))
    await journal.end()
    await journal.write(0, item('a', { state: 'sent' }))
    await journal.end()
    expect(await readdir(folder)).toEqual([])
  })

  it('goes on from where an earlier run was', async () => {
    const first = await begin(record([item('a', { state: 'sending' })]))
    await first.close()
    await first.write(0, item('a', { state: 'sent' }))
    const { records } = await readUnfinished(folder, NOW)
    const [resumed] = records.map(afterRestart)
    if (resumed) await begin(resumed)
    expect(await readdir(folder)).toEqual(['replay-1.replay.jsonl'])
    expect((await readUnfinished(folder, NOW)).records[0]?.items).toMatchObject([
      { state: 'waiting', again: true },
    ])
  })

  it('survives a line that was torn', async () => {
    const journal = await begin(record([item('a'), item('b')]))
    await journal.write(0, item('a', { state: 'sending' }))
    await appendFile(join(folder, 'replay-1.replay.jsonl'), '{"index":1,"item":{"original":"b","sta')
    const { records } = await readUnfinished(folder, NOW)
    expect(records[0]?.items.map(({ state }) => state)).toEqual(['sending', 'waiting'])
  })

  it('names files that cannot be read, and leaves others alone', async () => {
    await writeFile(join(folder, 'torn.replay.jsonl'), '{"version":1')
    await writeFile(join(folder, 'other.txt'), 'x')
    await begin(record([]))
    expect(await readUnfinished(folder, NOW)).toMatchObject({
      records: [{ id: 'replay-1' }],
      problems: [expect.stringMatching(/^torn\.replay\.jsonl was damaged .* Nothing of it can be read\.$/)],
    })
    expect(await readUnfinished(join(folder, 'not there'), NOW)).toEqual({ records: [], problems: [] })
  })

  /** A journal in which c was not begun, with one of its lines made unreadable. */
  async function damagedAt(line: number): Promise<ReplayRecord | undefined> {
    const unsafe = { isSafe: false }
    const journal = await begin(record([item('a'), item('b', unsafe), item('c'), item('d', unsafe)], '0'))
    await journal.write(0, item('a', { state: 'sending' }))
    await journal.write(0, item('a', { state: 'sent', exchange: 'x' }))
    await journal.write(1, item('b', { ...unsafe, state: 'sending' }))
    const file = join(folder, '0.replay.jsonl')
    const lines = (await readFile(file, 'utf8')).split('\n')
    lines[line] = `\0\0${lines[line]?.slice(2)}`
    await writeFile(file, lines.join('\n'))
    const { records, problems } = await readUnfinished(folder, NOW)
    expect(problems).toHaveLength(1)
    return records[0]
  }
  const afterwards = (damaged: ReplayRecord | undefined) =>
    damaged && afterRestart(damaged).items.map(({ original, state, again }) => [original, state, again])

  it('with a step that cannot be read marks all that may have been begun', async () => {
    expect(afterwards(await damagedAt(3))).toEqual([
      ['a', 'sent', false],
      ['b', 'uncertain', true],
      ['c', 'waiting', true],
      ['d', 'uncertain', true],
    ])
  })

  it('without its first line still tells what was begun, and sends nothing of it by itself', async () => {
    const journal = await damagedAt(0)
    expect(journal).toMatchObject({ id: '0', startedAt: '1970-01-01T00:00:00.000Z' })
    expect(afterwards(journal)).toEqual([
      ['a', 'sent', false],
      ['b', 'uncertain', true],
    ])
  })

  it('is put aside beside the others, and is not read again', async () => {
    await damagedAt(2)
    expect(await readdir(folder)).toEqual(['0.replay.damaged-20261122-140812.jsonl'])
    expect(await readUnfinished(folder, NOW)).toEqual({ records: [], problems: [] })
  })
})

describe('after a restart', () => {
  it('what was under way is sent again and marked, or left to the user when that could do harm', () => {
    const { items } = afterRestart(
      record([
        item('a', { state: 'sent', verdict: 'fixed' }),
        item('b', { state: 'sending' }),
        item('c', { state: 'sending', isSafe: false }),
        item('d', { isSafe: false }),
      ]),
    )
    expect(items).toMatchObject([
      { state: 'sent', again: false },
      { state: 'waiting', again: true },
      { state: 'uncertain', again: true, reason: expect.stringContaining('may have been applied') },
      { state: 'waiting', again: false },
    ])
  })
})

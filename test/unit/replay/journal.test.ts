import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { cancelledFailure } from '../../../app/contract/recording.ts'
import type { ReplayItem, ReplayJournal, ReplayRecord } from '../../../app/replay/journal.ts'
import { createJournalFile, readUnfinished } from '../../../app/replay/journalFile.ts'
import { afterRestart } from '../../../app/replay/restart.ts'
import { answered } from './samples.ts'

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

/** As a restart finds it, with these exchanges in the history beside the originals. */
async function restarted(left: ReplayRecord, rows: readonly Exchange[] = []): Promise<ReplayItem[]> {
  const history = [...rows, ...left.items.map(({ original }) => answered(500, { id: original }))]
  const load = (id: string) => Promise.resolve(history.find((row) => row.id === id) ?? null)
  return (await afterRestart(left, load, (value) => value)).items
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
    const [left] = records
    if (left) await begin({ ...left, items: await restarted(left) })
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
      problems: [
        expect.stringMatching(
          /^Postern found damage in torn\.replay\.jsonl .* Postern can read nothing of it\.$/,
        ),
      ],
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
  const afterwards = async (damaged: ReplayRecord | undefined) =>
    damaged && (await restarted(damaged)).map(({ original, state, again }) => [original, state, again])

  it('with a step that cannot be read marks all that may have been begun', async () => {
    expect(await afterwards(await damagedAt(3))).toEqual([
      ['a', 'sent', false],
      ['b', 'uncertain', true],
      ['c', 'waiting', true],
      ['d', 'uncertain', true],
    ])
  })

  it('without its first line still tells what was begun, and sends nothing of it by itself', async () => {
    const journal = await damagedAt(0)
    expect(journal).toMatchObject({ id: '0', startedAt: '1970-01-01T00:00:00.000Z' })
    expect(await afterwards(journal)).toEqual([
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
  const TOKEN = answered(200).attempts.map((attempt) => ({ ...attempt, purpose: 'token' as const }))
  const UNSENT = answered(200).attempts.map((attempt) => ({
    ...attempt,
    response: null,
    failure: cancelledFailure(false),
  }))
  const handedOver = (isSafe: boolean) => item('a', { state: 'sending', exchange: 'new', isSafe })
  const row = (changes: Partial<Exchange>) => answered(200, { id: 'new', ...changes })

  it.each([
    ['no row', [], 'waiting', 'waiting'],
    ['a row without an attempt', [row({ attempts: [], outcome: 'interrupted' })], 'waiting', 'waiting'],
    ['a row that waits for its token', [row({ attempts: TOKEN, outcome: null })], 'waiting', 'waiting'],
    [
      'a row that was cancelled before it left',
      [row({ attempts: UNSENT, outcome: 'cancelled' })],
      'waiting',
      'waiting',
    ],
    ['an attempt without its answer', [row({ outcome: 'interrupted' })], 'again', 'uncertain'],
    ['an attempt that the end of Postern cancelled', [row({ outcome: 'cancelled' })], 'again', 'uncertain'],
    ['the answer', [row({})], 'sent', 'sent'],
  ])('%s says what became of what was handed over', async (_name, rows, safe, unsafe) => {
    const fates = await Promise.all(
      [true, false].map(async (isSafe) => restarted(record([handedOver(isSafe)]), rows)),
    )
    const said = fates.flat().map(({ state, again }) => (state === 'waiting' && again ? 'again' : state))
    expect(said).toEqual([safe, unsafe])
  })

  it('takes the answer that it had for its own', async () => {
    expect(await restarted(record([handedOver(true)]), [row({})])).toMatchObject([
      { exchange: 'new', verdict: 'fixed', again: false },
    ])
  })

  it('is careful where the history or the journal is not the one that it was', async () => {
    const left = record([item('a', { state: 'sending' }), handedOver(false)])
    const { items } = await afterRestart(
      left,
      () => Promise.resolve(null),
      (value) => value,
    )
    expect(items).toMatchObject([
      { state: 'waiting', again: true },
      { state: 'uncertain', again: true, reason: expect.stringContaining('may have run') },
    ])
  })
})

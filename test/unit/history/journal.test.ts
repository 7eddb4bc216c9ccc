import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openJournal, orphanedJournals as findOrphans } from '../../../app/history/journal.ts'
import { exampleExchange } from './exampleExchange.ts'

const NOW = Date.now()
let folder: string
let file: string
let unreadable: string[]

beforeEach(() => {
  unreadable = []
  folder = mkdtempSync(join(tmpdir(), 'postern-journal-'))
  file = join(folder, 'history.db')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function orphanedJournals(of: string, now: number) {
  return findOrphans(of, now, (path) => unreadable.push(path))
}

function line(): { id: string; text: string } {
  const exchange = exampleExchange()
  return { id: exchange.id, text: JSON.stringify(exchange) }
}

/** Makes the journal look like that of a process that has ended. */
function killWriter(): void {
  const path = join(folder, readdirSync(folder)[0] ?? '')
  const [head = '', ...rest] = readFileSync(path, 'utf8').split('\n')
  const dead = { ...JSON.parse(head), pid: 2 ** 22 + 1, process: null }
  writeFileSync(path, [JSON.stringify(dead), ...rest].join('\n'))
}

describe('the journal', () => {
  test('of a living writer is nobody else’s business', () => {
    const journal = openJournal(file, 'mine', NOW)
    journal.append(line().text)
    expect(orphanedJournals(file, NOW)).toEqual([])
    journal.clear()
    journal.close()
    expect(readdirSync(folder)).toEqual([])
  })

  test('of a dead writer gives back what was in it, in order, without a last line that was cut', () => {
    const journal = openJournal(file, 'gone', NOW)
    const lines = [line(), line()]
    for (const { text } of lines) journal.append(text)
    appendFileSync(join(folder, 'history.db-journal-gone'), line().text.slice(0, 40))
    killWriter()
    const [orphan, ...others] = orphanedJournals(file, NOW)
    expect(others).toEqual([])
    expect(orphan?.token).toBe('gone')
    expect(orphan?.exchanges.map(({ id }) => id)).toEqual(lines.map(({ id }) => id))
    orphan?.remove()
    expect(readdirSync(folder)).toEqual([])
  })

  test('begins anew once all of it is in the database', () => {
    const journal = openJournal(file, 'gone', NOW)
    journal.append(line().text)
    journal.clear()
    const later = line()
    journal.append(later.text)
    killWriter()
    expect(orphanedJournals(file, NOW)[0]?.exchanges.map(({ id }) => id)).toEqual([later.id])
  })

  test('goes with a writer that was killed when nothing was left in it', () => {
    const journal = openJournal(file, 'gone', NOW)
    journal.append(line().text)
    journal.clear()
    killWriter()
    const [orphan] = orphanedJournals(file, NOW)
    expect(orphan?.exchanges).toEqual([])
    orphan?.remove()
    expect(readdirSync(folder)).toEqual([])
  })

  test('that was left with something in it is taken up, though its process lives', () => {
    const journal = openJournal(file, 'left', NOW)
    const { id, text } = line()
    journal.append(text)
    journal.close()
    expect(orphanedJournals(file, NOW)[0]?.exchanges.map((exchange) => exchange.id)).toEqual([id])
  })

  test('that is empty, or no journal at all, is left alone', () => {
    writeFileSync(join(folder, 'history.db-journal-new'), '')
    writeFileSync(join(folder, 'history.db-journal-other'), 'not ours\n')
    expect(orphanedJournals(file, NOW)).toEqual([])
    expect(readdirSync(folder)).toHaveLength(2)
    expect(orphanedJournals(join(folder, 'none', 'history.db'), NOW)).toEqual([])
  })

  test('that goes away while it is looked at was somebody’s who lives, and is passed over', () => {
    const journal = openJournal(file, 'left', NOW)
    journal.append(line().text)
    journal.close()
    // Windows lets everybody make such a link.
    symlinkSync(join(folder, 'gone'), join(folder, 'history.db-journal-going'), 'junction')
    expect(orphanedJournals(file, NOW).map(({ token }) => token)).toEqual(['left'])
    expect(unreadable).toEqual([])
  })

  test('that cannot be read is told, and hides none of the others', () => {
    const journal = openJournal(file, 'left', NOW)
    journal.append(line().text)
    journal.close()
    const closed = join(folder, 'history.db-journal-closed')
    mkdirSync(closed)
    expect(orphanedJournals(file, NOW).map(({ token }) => token)).toEqual(['left'])
    expect(unreadable).toEqual([closed])
  })

  test('confirms no line of which a full disk took only the beginning, and keeps the next one whole', () => {
    let room = Infinity
    const journal = openJournal(file, 'gone', NOW, (fd, text) => {
      writeFileSync(fd, text.slice(0, room))
      if (room < text.length) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    })
    const [first, torn, next] = [line(), line(), line()]
    room = 20
    expect(() => journal.append(torn.text)).toThrow('no space left')
    room = Infinity
    journal.append(first.text)
    room = 40
    expect(() => journal.append(torn.text)).toThrow('no space left')
    room = Infinity
    journal.append(next.text)
    killWriter()
    const [orphan] = orphanedJournals(file, NOW)
    expect(orphan?.exchanges.map(({ id }) => id)).toEqual([first.id, next.id])
  })
})

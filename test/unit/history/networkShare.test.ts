import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isNetworkShare } from '../../../app/files/networkShare.ts'
import { closeDatabase, openDatabase } from '../../../app/history/database.ts'
import { openForReading } from '../../../app/history/reading.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-share-'))
  file = join(folder, 'history.db')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const [NFS, CIFS, SMB2, FUSE, PLAN9] = [0x6969, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997]
const [EXT4, BTRFS, TMPFS, OVERLAY] = [0xef53, 0x9123683e, 0x01021994, 0x794c7630]

describe('a folder', () => {
  it.each([NFS, CIFS, SMB2, FUSE, PLAN9, CIFS | 0])('of the kind %i counts as a network share', (kind) => {
    expect(isNetworkShare('/data', 'linux', () => kind)).toBe(true)
  })

  it.each([EXT4, BTRFS, TMPFS, OVERLAY])('of the kind %i does not', (kind) => {
    expect(isNetworkShare('/data', 'linux', () => kind)).toBe(false)
  })

  it('of another computer counts on Windows, where there are no kinds', () => {
    expect(isNetworkShare('\\\\server\\share\\postern', 'win32', () => 0)).toBe(true)
    expect(isNetworkShare('C:\\Users\\me', 'win32', () => 0)).toBe(false)
  })

  it('that nothing can be told of does not', () => {
    const failing = () => {
      throw new Error('no such folder')
    }
    expect(isNetworkShare('/data', 'linux', failing)).toBe(false)
  })
})

const modeOf = (db: ReturnType<typeof openDatabase>) => db.prepare('PRAGMA journal_mode').raw().get()
const onShare = { isShare: () => true }
const INSERT = "INSERT INTO counters (name, value) VALUES ('probe', 1)"

describe('a history on a network share', () => {
  it('uses no memory that computers would have to share', () => {
    const db = openDatabase(file, onShare)
    db.exec(INSERT)
    expect(modeOf(db)).toEqual(['delete'])
    expect(readdirSync(folder)).toEqual(['history.db'])
    db.close()
  })

  it.each([
    ['a disk of this computer', {}, onShare, 'delete'],
    ['a share to a disk of this computer', onShare, {}, 'wal'],
  ])('keeps what it held when it comes from %s', (_from, before, after, mode) => {
    const first = openDatabase(file, before)
    first.exec(INSERT)
    closeDatabase(first)
    const copy = join(folder, 'copy.db')
    copyFileSync(file, copy)
    const second = openDatabase(copy, after)
    expect(modeOf(second)).toEqual([mode])
    expect(second.prepare("SELECT value FROM counters WHERE name = 'probe'").raw().get()).toEqual([1])
    second.close()
  })

  it('opens as it is while another program has it open', () => {
    const other = openDatabase(file)
    const db = openDatabase(file, onShare)
    expect(modeOf(db)).toEqual(['wal'])
    db.close()
    other.close()
  })

  it('is not read as it stands in the middle of a change, and nothing is written for that', () => {
    const db = openDatabase(file, onShare)
    // A small cache makes the database itself change before the end.
    db.exec(`PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE;
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
      INSERT INTO counters (name, value) SELECT 'probe ' || i, i FROM n`)
    expect(existsSync(`${file}-journal`)).toBe(true)
    const reading = openForReading(file, Date.now)
    const found = reading.db.prepare("SELECT count(*) FROM counters WHERE name LIKE 'probe%'").raw().get()
    expect(found).toEqual([0])
    reading.close()
    expect(readdirSync(folder).sort()).toEqual(['history.db', 'history.db-journal'])
    db.exec('ROLLBACK')
    db.close()
  })
})

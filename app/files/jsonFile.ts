import { basename, dirname } from 'node:path'
import type { z } from 'zod'
import { PosternError, type ErrorCode } from '../contract/errors.ts'
import type { Notice } from '../contract/notice.ts'
import { hasCode } from '../contract/thrown.ts'
import { readText } from './readText.ts'
import { isObject, parseJson } from '../contract/values.ts'
import { putAside, reasonOf } from './quarantine.ts'
import { replaceFile } from './atomicWrite.ts'
import { folderMark, makeFolder } from './folder.ts'
import { createSerial } from './mutex.ts'
import { readTolerantly, type TolerantReading } from './tolerantJson.ts'

export interface JsonFileOptions<T extends { version: number }> {
  file: string
  /** Describes the file as a whole, its `version` included. */
  schema: z.ZodType<T>
  /** What stands in for a missing file; its `version` is the newest that this program knows. */
  fallback: T
  /** Mode of a new file, such as 0o600. */
  mode: number
  /** What the file holds, in the user's words: `settings`. */
  subject: string
  unavailable: ErrorCode
  /** What of a value goes to the disk; by default all of it. */
  written?: (value: T) => T
  /** Nothing in the folder is changed, a file of which nothing can be read included. */
  isReadOnly?: boolean | undefined
  now?: () => Date
}

export interface JsonFile<T> {
  readonly value: T
  /** What went wrong on reading. */
  readonly notices: readonly Notice[]
  /**
   * Takes the value over at once, and writes it: whole or not at all, after every earlier write. Throws a
   * PosternError when the file cannot be written; then the old file is untouched and the value lives on in memory.
   * With `forget`, the backup does not keep the former content either.
   */
  write(value: T, options?: { forget?: boolean }): Promise<void>
  /** Writes what could not be written before. True when that was done now. */
  saveAgain(): Promise<boolean>
}

interface Found<T> {
  value: T
  notices: Notice[]
  /** Why nothing must be written over what is there; null when it may. */
  barred: string | null
  toWrite(next: T): unknown
}

const asItIs = (value: unknown) => value
const LOST = 'the folder moved or disappeared while Postern had it open'

/** Reads a versioned JSON file and keeps it, with one backup beside it. Reading never fails: it says what it did instead. */
export async function openJsonFile<T extends { version: number }>(
  options: JsonFileOptions<T>,
): Promise<JsonFile<T>> {
  const { file, mode, subject, unavailable, written = (next) => next } = options
  const found = await read(options)
  const serial = createSerial()
  let value = found.value
  let isUnsaved = false
  let folder = folderMark(dirname(file))

  return {
    get value() {
      return value
    },
    notices: found.notices,
    write,
    async saveAgain() {
      if (!isUnsaved) return false
      return write(value).then(
        () => true,
        () => false,
      )
    },
  }

  function write(next: T, { forget = false } = {}): Promise<void> {
    value = next
    return serial.run([file], async () => {
      isUnsaved = true
      if (found.barred !== null) throw unwritable(found.barred)
      const text = `${JSON.stringify(found.toWrite(written(next)), null, 2)}\n`
      // In place of one that was moved, a new one would keep it from coming back.
      if (folder !== null && folderMark(dirname(file)) !== folder) throw unwritable(LOST)
      try {
        makeFolder(dirname(file))
        folder ??= folderMark(dirname(file))
        const former = forget ? text : await readIfThere(file)
        if (former !== null) await replaceFile(`${file}.backup`, former, mode)
        await replaceFile(file, text, mode)
        isUnsaved = false
      } catch (error) {
        throw unwritable(reasonOf(error), error)
      }
    })
  }

  function unwritable(reason: string, cause?: unknown): PosternError {
    const [place, isLost] = [dirname(file), reason === LOST]
    const remedy = isLost
      ? `Put ${place} back where it was.`
      : `Make room or allow writing in ${place}, then save again.`
    return new PosternError(
      unavailable,
      `Postern could not save the ${subject} in ${file}: ${reason}.${isLost ? '' : ' The file is unchanged.'}`,
      `${remedy} Until then the change lasts only as long as Postern runs.`,
      { cause },
    )
  }
}

async function read<T extends { version: number }>(options: JsonFileOptions<T>): Promise<Found<T>> {
  const { file, fallback, subject } = options
  const unread = `Postern could not read the ${subject}`
  let text: string | null
  try {
    text = await readIfThere(file)
  } catch (error) {
    const reason = reasonOf(error)
    const detail = `Postern cannot open ${file}: ${reason}. It leaves the file unchanged. Your changes last only as long as Postern runs.`
    const remedy = `Make ${file} readable and writable for your user, then start Postern again.`
    return {
      value: fallback,
      barred: reason,
      notices: [notice(subject, unread, detail, remedy)],
      toWrite: asItIs,
    }
  }
  if (text === null) return { value: fallback, notices: [], barred: null, toWrite: asItIs }

  const parsed = parse(text, options)
  switch (parsed.kind) {
    case 'read': {
      const detail = `Postern passed over what it could not read in ${file}, and left it there. ${parsed.passedOver.join(' ')}`
      const remedy = 'Quit Postern and correct the file, or set the values again here.'
      const isWhole = parsed.passedOver.length === 0
      const title = `Postern could not read some of the ${subject}`
      return { ...parsed, barred: null, notices: isWhole ? [] : [notice(subject, title, detail, remedy)] }
    }
    case 'foreign': {
      const reason = 'the file there belongs to another program'
      const detail = `${file} belongs to another program. Postern leaves it unchanged. Your changes last only as long as Postern runs.`
      const remedy = `Choose another data folder with POSTERN_DATA, or move ${file} elsewhere.`
      return {
        value: fallback,
        barred: reason,
        notices: [notice(subject, unread, detail, remedy)],
        toWrite: asItIs,
      }
    }
    default:
      return readBackup(options, parsed)
  }
}

/** For a file of which nothing can be read. It is put aside, unless nothing may be changed. */
async function readBackup<T extends { version: number }>(
  options: JsonFileOptions<T>,
  { kind, reason }: Unreadable,
): Promise<Found<T>> {
  const { file, fallback, subject, isReadOnly = false, now = () => new Date() } = options
  const text = await readIfThere(`${file}.backup`).catch(() => null)
  const backup = text === null ? null : parse(text, options)
  const [found, instead] =
    backup?.kind === 'read'
      ? [backup, 'the backup of the save before']
      : [{ value: fallback, toWrite: asItIs }, 'a fresh start']
  const what = kind === 'newer' ? 'comes from a newer version of Postern' : 'has damage'
  const title =
    kind === 'newer' ? `The ${subject} come from a newer version` : `Postern found damage in the ${subject}`
  const left = (barred: string, why: string, remedy: string | null): Found<T> => ({
    ...found,
    barred,
    notices: [
      notice(
        subject,
        title,
        `${file} ${what} (${reason})${why}. Postern leaves it unchanged and uses ${instead}, in memory only.`,
        remedy,
      ),
    ],
  })
  if (isReadOnly) return left('this program only reads it', '', 'Start the app. It puts the file aside.')
  try {
    const aside = putAside(file, kind, now())
    const detail = `${basename(file)} ${what} (${reason}). The file is now in ${aside}. Postern uses ${instead}.`
    const remedy =
      kind === 'newer'
        ? 'Install the newer version again and put the file back under its old name, or enter the values again.'
        : 'Fix the file and put it back under its old name while Postern is closed, or enter the values again.'
    return { ...found, barred: null, notices: [notice(subject, title, detail, remedy)] }
  } catch (error) {
    const why = ` and Postern could not move it: ${reasonOf(error)}`
    return left(
      `the file there ${what}${why}`,
      why,
      `Move ${file} elsewhere yourself, then start Postern again.`,
    )
  }
}

interface Unreadable {
  kind: 'newer' | 'damaged'
  reason: string
}
type Parsed<T> = ({ kind: 'read' } & TolerantReading<T>) | Unreadable | { kind: 'foreign' }

function parse<T extends { version: number }>(text: string, options: JsonFileOptions<T>): Parsed<T> {
  const { schema, fallback } = options
  const json = parseJson(text.replace(/^\uFEFF/, ''))
  if (json === undefined)
    return { kind: 'damaged', reason: text.trim() === '' ? 'it is empty' : 'it is not JSON' }
  // Every file of ours has a version.
  if (!isObject(json) || typeof json['version'] !== 'number') return { kind: 'foreign' }
  const { version } = json
  const reading = readTolerantly(schema, json, fallback)
  if (reading) return { kind: 'read', ...reading }
  return Number(version) > fallback.version
    ? { kind: 'newer', reason: `its version is ${Number(version)}, this program knows ${fallback.version}` }
    : { kind: 'damaged', reason: `its version is ${Number(version)}` }
}

function notice(subject: string, title: string, detail: string, remedy: string | null): Notice {
  return { id: `${subject}-on-reading`, severity: 'warning', title, detail, remedy }
}

/** In MB. The largest of these files holds a few hundred KB. */
const LARGEST = 64

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readText(file, LARGEST)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

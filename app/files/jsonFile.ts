import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { z } from 'zod'
import { PosternError, type ErrorCode } from '../contract/errors.ts'
import type { Notice } from '../contract/notice.ts'
import { hasCode } from '../contract/thrown.ts'
import { readText } from './readText.ts'
import { putAside, reasonOf } from './quarantine.ts'
import { makeFolder } from './folder.ts'
import { createSerial } from './mutex.ts'

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
}

interface Found<T> {
  value: T
  notices: Notice[]
  /** Why nothing must be written over what is there; null when it may. */
  barred: string | null
}

/** Reads a versioned JSON file and keeps it, with one backup beside it. Reading never fails: it says what it did instead. */
export async function openJsonFile<T extends { version: number }>(
  options: JsonFileOptions<T>,
): Promise<JsonFile<T>> {
  const { file, mode, subject, unavailable, written = (next) => next } = options
  const found = await read(options)
  const serial = createSerial()
  let value = found.value

  return {
    get value() {
      return value
    },
    notices: found.notices,
    write(next, { forget = false } = {}) {
      value = next
      return serial.run([file], async () => {
        if (found.barred !== null) throw unwritable(found.barred)
        const text = `${JSON.stringify(written(next), null, 2)}\n`
        try {
          makeFolder(dirname(file))
          const former = forget ? text : await readIfThere(file)
          if (former !== null) await replaceFile(`${file}.backup`, former, mode)
          await replaceFile(file, text, mode)
        } catch (error) {
          throw unwritable(reasonOf(error), error)
        }
      })
    },
  }

  function unwritable(reason: string, cause?: unknown): PosternError {
    return new PosternError(
      unavailable,
      `The ${subject} could not be saved in ${file}: ${reason}. The file is as it was before.`,
      `Make room or allow writing in ${dirname(file)}, then save again. Until then the change lasts only as long as Postern runs.`,
      { cause },
    )
  }
}

async function read<T extends { version: number }>(options: JsonFileOptions<T>): Promise<Found<T>> {
  const { file, fallback, subject, now = () => new Date() } = options
  let text: string | null
  try {
    text = await readIfThere(file)
  } catch (error) {
    const reason = reasonOf(error)
    const detail = `${file} cannot be opened: ${reason}. It was left as it is; what you change lasts only as long as Postern runs.`
    const remedy = `Make ${file} readable and writable for your user, then start Postern again.`
    return {
      value: fallback,
      barred: reason,
      notices: [notice(subject, `The ${subject} could not be read`, detail, remedy)],
    }
  }
  if (text === null) return { value: fallback, notices: [], barred: null }

  const parsed = parse(text, options)
  if (parsed.ok) return { value: parsed.value, notices: [], barred: null }

  const backup = parse(await readIfThere(`${file}.backup`).catch(() => null), options)
  const value = backup.ok ? backup.value : fallback
  const instead = backup.ok ? 'the backup of the save before' : 'a fresh start'
  const what = parsed.newer ? 'was written by a newer version of Postern' : 'is damaged'
  const title = parsed.newer ? `The ${subject} come from a newer version` : `The ${subject} were damaged`
  try {
    const aside = putAside(file, parsed.newer ? 'newer' : 'damaged', now())
    const detail = `${basename(file)} ${what} (${parsed.reason}). It now lies in ${aside}; Postern goes on with ${instead}.`
    const remedy = parsed.newer
      ? 'Install the newer version again and put the file back under its old name, or set things up again here.'
      : 'Mend the file and put it back under its old name while Postern is closed, or set things up again here.'
    return { value, barred: null, notices: [notice(subject, title, detail, remedy)] }
  } catch (error) {
    const reason = `the file there ${what}, and could not be put aside: ${reasonOf(error)}`
    const detail = `${file} ${what} (${parsed.reason}) and could not be put aside: ${reasonOf(error)}. It was left as it is; Postern goes on with ${instead}, in memory only.`
    const remedy = `Move ${file} elsewhere yourself, then start Postern again.`
    return { value, barred: reason, notices: [notice(subject, title, detail, remedy)] }
  }
}

type Parsed<T> = { ok: true; value: T } | { ok: false; newer: boolean; reason: string }

function parse<T extends { version: number }>(text: string | null, options: JsonFileOptions<T>): Parsed<T> {
  if (text === null) return { ok: false, newer: false, reason: 'it is not there' }
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return { ok: false, newer: false, reason: text.trim() === '' ? 'it is empty' : 'it is not JSON' }
  }
  const result = options.schema.safeParse(json)
  if (result.success) return { ok: true, value: result.data }
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : null
  if (typeof version === 'number' && version > options.fallback.version) {
    return {
      ok: false,
      newer: true,
      reason: `its version is ${version}, this program knows ${options.fallback.version}`,
    }
  }
  const issue = result.error.issues[0]
  return {
    ok: false,
    newer: false,
    reason: `${issue?.path.join('.') || 'the content'}: ${issue?.message ?? 'wrong'}`,
  }
}

function notice(subject: string, title: string, detail: string, remedy: string): Notice {
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

/** Writes beside the file, makes sure that it is on the disk, and only then lets it take the file's place. */
async function replaceFile(file: string, text: string, mode: number): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`
  try {
    const handle = await open(draft, 'wx', mode)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(file))
}

/** A rename is safe from a power cut only once the folder is on the disk. Windows cannot do that, and need not. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

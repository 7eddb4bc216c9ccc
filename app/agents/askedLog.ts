import { appendFileSync, readFileSync, renameSync, statSync, watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { askedSchema, MOST_ASKED, type Asked } from '../contract/agents.ts'
import { hasCode } from '../contract/thrown.ts'
import { parseJson } from '../contract/values.ts'
import { makeFolder } from '../files/folder.ts'

/** Where app and tool meet, below the data folder. */
export const AGENTS_FOLDER = 'agents'

const NAME = 'asked.jsonl'
const OLDER = 'asked.old.jsonl'
/** Of each of the two files, in bytes. */
const LARGEST = 128 * 1024

/** Writes one line. Several servers may write at a time. Throws what the system says. */
export function writeAsked(folder: string, asked: Asked): void {
  makeFolder(folder)
  const file = join(folder, NAME)
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > LARGEST) renameSync(file, join(folder, OLDER))
  appendFileSync(file, `${JSON.stringify(asked)}\n`, { mode: 0o600 })
}

/** The last calls, the newest first. A line that is damaged is left out. */
export function readAsked(folder: string): Asked[] {
  const lines = [OLDER, NAME].flatMap((name) => textOf(join(folder, name)).split('\n'))
  const read = lines.flatMap((line) => {
    const asked = askedSchema.safeParse(parseJson(line))
    return asked.success ? [asked.data] : []
  })
  return read.slice(-MOST_ASKED).reverse()
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return ''
    throw error
  }
}

/** Changes that come together are told of once, ms. */
const TELLING_MS = 100

/** Tells of each change of the log, by whichever program. Where the system cannot watch, it tells of none. */
export function watchAsked(folder: string, onChange: () => void): { close(): Promise<void> } {
  let timer: NodeJS.Timeout | null = null
  let watcher: FSWatcher | null = null
  try {
    makeFolder(folder)
    watcher = watch(folder, { persistent: false }, (_, name) => {
      if (name === NAME) timer ??= setTimeout(tell, TELLING_MS)
    })
    watcher.on('error', () => watcher?.close())
  } catch {
    // The list is still read whenever it is opened.
  }
  function tell(): void {
    timer = null
    onChange()
  }
  return {
    close() {
      if (timer) clearTimeout(timer)
      watcher?.close()
      return Promise.resolve()
    },
  }
}

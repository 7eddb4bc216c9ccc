import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Catalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import { unread } from '../files/atomicWrite.ts'
import type { ImportStatus } from '../contract/importStatus.ts'
import type { Profile } from '../contract/profile.ts'
import { readHar, type HarOrder, type HarReport } from '../formats/harReading.ts'
import type { FoundSecret } from '../formats/secretCollector.ts'
import type { History } from '../history/history.ts'
import { createDesk, type Desk } from './desk.ts'

export interface ImportDeskPorts {
  clock: Clock
  /** The bundled thread that reads. */
  worker: URL
  history: Pick<History, 'known' | 'put'>
  catalog(): Catalog
  profiles(): Profile[]
  /** Known in clear now, to be blanked. */
  secrets(): readonly string[]
  onFound(secrets: readonly FoundSecret[]): void
  onChange(status: ImportStatus): void
}

/** Brings captures of other programs into the history, one at a time. */
export interface ImportDesk extends Omit<Desk<ImportStatus>, 'begin'> {
  /** Begins, and resolves when it is under way. Throws a PosternError. */
  beginFile(path: string): Promise<void>
  beginText(text: string): void
}

const MOST_PROBLEMS = 3
/** Then others who wait for this thread come first: a put may write to the disk. */
const LONGEST_STRETCH_MS = 5
const BODY_CAP = 20 * 1024 * 1024

export function createImportDesk(ports: ImportDeskPorts): ImportDesk {
  const { clock, history, onChange } = ports
  const desk = createDesk<ImportStatus>({
    clock,
    busy: 'Another file is being imported.',
    failed: 'The file could not be imported',
    onChange,
  })

  function begin(file: string, totalBytes: number, source: HarOrder['source'], savedAt: number): void {
    const status: ImportStatus = {
      file,
      phase: 'reading',
      readBytes: 0,
      totalBytes,
      imported: 0,
      known: 0,
      unreadable: 0,
      problems: [],
      error: null,
      tokens: 0,
    }
    desk.begin(status, async (now, signal, tell) => {
      for await (const part of readHar(ports.worker, orderOf(source, savedAt), signal)) {
        await keep(now, part)
        if (part.end === 'whole') return 'done'
        if (part.end !== null) {
          now.error = part.end
          return 'failed'
        }
        tell()
      }
      return 'cancelled'
    })
  }

  function orderOf(source: HarOrder['source'], savedAt: number): HarOrder {
    const profiles = ports.profiles()
    return {
      source,
      catalog: ports.catalog(),
      traceHeaders: [...new Set(profiles.flatMap(({ traceHeaders }) => traceHeaders))],
      savedAt,
      secrets: [...ports.secrets()],
      headers: profiles.map(({ subscriptionHeader }) => subscriptionHeader),
      bodyCap: BODY_CAP,
    }
  }

  async function keep(now: ImportStatus, { items, keys, tokens, readBytes }: HarReport): Promise<void> {
    now.readBytes = Math.max(now.readBytes, readBytes)
    now.tokens += tokens
    if (keys.length > 0) ports.onFound(keys)
    const exchanges = items.flatMap((item) => (item.kind === 'exchange' ? [item] : []))
    const known = new Set(await history.known(exchanges.map(({ exchange }) => exchange.id)))
    let since = clock.monotonic()
    for (const { exchange } of exchanges) {
      if (clock.monotonic() - since >= LONGEST_STRETCH_MS) {
        await setImmediate()
        since = clock.monotonic()
      }
      if (known.has(exchange.id)) {
        now.known += 1
        continue
      }
      known.add(exchange.id)
      await history.put(exchange)
      now.imported += 1
    }
    for (const item of items) {
      if (item.kind !== 'problem') continue
      now.unreadable += 1
      if (now.problems.length < MOST_PROBLEMS)
        now.problems.push({ entry: item.index + 1, message: `${fieldOf(item.path)}${item.message}` })
    }
  }

  return {
    ...desk,
    async beginFile(path) {
      desk.refuseSecond()
      const file = basename(path)
      const { size, mtimeMs } = await sizeOf(path, file)
      begin(file, size, { path }, mtimeMs)
    },
    beginText(text) {
      begin('What was pasted', Buffer.byteLength(text), { text }, clock.now())
    },
  }
}

/** The place within the entry, such as `request.url: `; nothing where the entry as a whole is wrong. */
function fieldOf(path: string): string {
  const field = path.slice(path.indexOf(']') + 1).replace(/^\./, '')
  return field === '' ? '' : `${field.slice(0, 100)}: `
}

async function sizeOf(path: string, name: string): Promise<{ size: number; mtimeMs: number }> {
  const found = await stat(path).catch((error: unknown) => {
    throw unread(name, error)
  })
  // Pipes and devices have no end.
  if (found.isFile()) return { size: found.size, mtimeMs: Math.round(found.mtimeMs) }
  throw new PosternError('file-unavailable', `${name} is no file.`, 'Choose a HAR file that you may read.')
}

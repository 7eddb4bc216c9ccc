import { closeSync, openSync, readSync, statSync } from 'node:fs'

export interface Header {
  isDatabase: boolean
  version: number
  applicationId: number
  hasTables: boolean
  /** Bytes that the file should have by its own word, and has not. */
  missing: number
}

const HEADER = 100
const LOG_HEADER = 32
const FRAME_HEADER = 24

/**
 * The header of a database as it is for whoever opens it, though nothing is opened: what a crash has left in the
 * write-ahead log counts. https://www.sqlite.org/fileformat2.html, sections 1.3 and 4.1
 */
export function readHeader(file: string): Header {
  const own = withFile(file, (read) => read(0, HEADER))
  const logged = headerInLog(`${file}-wal`)
  const bytes = logged ?? own
  const pageSize = own.readUInt16BE(16)
  // The page count holds only if whoever wrote last knew of it, and nothing waits in the log.
  const isCounted = logged === null && own.readUInt32BE(24) === own.readUInt32BE(92)
  const size = isCounted ? own.readUInt32BE(28) * (pageSize === 1 ? 65_536 : pageSize) : 0
  return {
    isDatabase: own.toString('latin1', 0, 16) === 'SQLite format 3\0',
    version: bytes.readUInt32BE(60),
    applicationId: bytes.readUInt32BE(68),
    // Every change of the schema counts this up.
    hasTables: bytes.readUInt32BE(40) > 0,
    missing: hasLog(file) ? 0 : Math.max(0, size - statSync(file).size),
  }
}

/** Whether something waits in the write-ahead log. */
export function hasLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0
}

/** The first page as it was committed last; null where the log does not hold it. */
function headerInLog(log: string): Buffer | null {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0
  if (size < LOG_HEADER) return null
  return withFile(log, (read) => {
    const head = read(0, LOG_HEADER)
    const frameSize = FRAME_HEADER + head.readUInt32BE(8)
    let [found, committed]: [number | null, number | null] = [null, null]
    for (let at = LOG_HEADER; at + frameSize <= size; at += frameSize) {
      const frame = read(at, FRAME_HEADER)
      // Behind the last frame of this log stand those of an earlier one.
      if (!frame.subarray(8, 16).equals(head.subarray(16, 24))) break
      if (frame.readUInt32BE(0) === 1) found = at + FRAME_HEADER
      if (frame.readUInt32BE(4) !== 0) committed = found
    }
    return committed === null ? null : read(committed, HEADER)
  })
}

function withFile<T>(file: string, work: (read: (at: number, length: number) => Buffer) => T): T {
  const descriptor = openSync(file, 'r')
  try {
    return work((at, length) => {
      const bytes = Buffer.alloc(length)
      readSync(descriptor, bytes, 0, length, at)
      return bytes
    })
  } finally {
    closeSync(descriptor)
  }
}

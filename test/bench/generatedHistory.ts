import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { VERSION } from '../../app/history/schema.ts'
import { openStore } from '../../app/history/store.ts'
import { rowOf } from './historyRows.ts'

/** Counts up when the rows are made differently. */
const EDITION = 2
const FOLDER = join(import.meta.dirname, '../../node_modules/.cache/postern-bench')

/** A file of that many rows that belongs to this edition, made once by `make` and kept for the next time. */
export async function keptFile(
  rows: number,
  kind: string,
  make: (file: string) => Promise<void> | void,
): Promise<string> {
  const name = join(FOLDER, `history-${rows}-v${VERSION}-${EDITION}${kind}`)
  const file = `${name}.db`
  if (existsSync(file)) return file
  await mkdir(FOLDER, { recursive: true })
  const draft = `${name}-${process.pid}.draft.db`
  await make(draft)
  await rename(draft, file)
  return file
}

export function generatedHistory(rows: number): Promise<string> {
  return keptFile(rows, '', (file) => {
    fillHistory(file, rows)
  })
}

export function fillHistory(file: string, rows: number): void {
  const store = openStore({ file, writer: 'bench', now: Date.now })
  for (let at = 0; at < rows; at += 1000) {
    const part = Array.from({ length: Math.min(1000, rows - at) }, (_, place) => rowOf(at + place, rows))
    store.put(part, false)
  }
  store.close()
}

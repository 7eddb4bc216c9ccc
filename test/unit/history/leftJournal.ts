import { appendFileSync, writeFileSync } from 'node:fs'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { describeWriter } from '../../../app/history/writer.ts'

/** A file beside a history as earlier versions left it when they were killed, with these lines in it. */
export function leaveJournal(file: string, token: string, ...lines: (Exchange | string)[]): string {
  return writeJournal(
    `${file}-journal-${token}`,
    { ...describeWriter(token, 0), pid: 2 ** 22 + 1, process: null },
    lines,
  )
}

/** One that its writer gave up, though this process goes on. */
export function giveUpJournal(file: string, token: string, ...lines: (Exchange | string)[]): string {
  return writeJournal(`${file}-journal-${token}.left`, describeWriter(token, Date.now()), lines)
}

/** One whose writer is alive. */
export function livingJournal(file: string, token: string, ...lines: (Exchange | string)[]): string {
  return writeJournal(`${file}-journal-${token}`, describeWriter(token, Date.now()), lines)
}

function writeJournal(path: string, head: object, lines: readonly (Exchange | string)[]): string {
  writeFileSync(path, `${JSON.stringify(head)}\n`)
  for (const line of lines)
    appendFileSync(path, `${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
  return path
}

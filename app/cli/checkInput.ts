import { statSync } from 'node:fs'
import { lastRunQuery } from '../check/lastRun.ts'
import { lean } from '../check/lean.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { History } from '../history/history.ts'
import { ofBytes, ofFile } from './checkFile.ts'
import type { CheckInput } from './checkSources.ts'
import { missingHistory, withHistory } from './historyFile.ts'
import { CommandError, type Io } from './io.ts'

/** So many reads of the history are on their way together. */
const READ_AHEAD = 16

/** Reads what the arguments name: a file, standard input, or what a query finds in the history; without any the last run. */
export async function checkInput(words: readonly string[], io: Io): Promise<CheckInput> {
  const [name] = words
  if (words.length > 1 && words.every(isFileName))
    throw new CommandError(`postern check reads one file at a time. Leave out all but ${words[0]}.`)
  if (words.length === 1 && name !== undefined && isFileName(name))
    return name === '-' ? ofBytes('Standard input', await io.stdin(), io) : ofFile(name, io)
  const exchanges: Exchange[] = []
  const without = missingHistory(io)
  if (without !== null) {
    io.stderr(`${without}\n`)
    return { exchanges, source: null }
  }
  await withHistory(io, 'read', async (history) => {
    const query = words.length === 0 ? await lastRunQuery(history) : words.join(' ')
    if (query !== null) await readHistory(history, query, exchanges, io.signal)
    return 0
  })
  return { exchanges, source: null }
}

function isFileName(word: string): boolean {
  return (
    word === '-' ||
    /\.(?:har|jsonl|ndjson)$/i.test(word) ||
    statSync(word, { throwIfNoEntry: false }) !== undefined
  )
}

async function readHistory(
  history: History,
  query: string,
  exchanges: Exchange[],
  signal: AbortSignal,
): Promise<void> {
  const { ids } = await history.ids({ query, limit: Number.MAX_SAFE_INTEGER })
  for (let at = 0; at < ids.length; at += READ_AHEAD) {
    signal.throwIfAborted()
    const read = await Promise.all(ids.slice(at, at + READ_AHEAD).map((id) => history.get(id)))
    for (const exchange of read) if (exchange) exchanges.push(lean(exchange))
  }
}

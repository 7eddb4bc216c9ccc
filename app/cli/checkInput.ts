import { statSync } from 'node:fs'
import { lastRunQuery } from '../check/lastRun.ts'
import type { Exchange } from '../contract/exchange.ts'
import { readCalls } from '../operations/readCalls.ts'
import { ofBytes, ofFile } from './checkFile.ts'
import type { CheckInput } from './checkSources.ts'
import { missingHistory, withHistory } from './historyFile.ts'
import { CommandError, type Io } from './io.ts'

/** Reads what the arguments name: a file, standard input, or what a query finds in the history; without any the last run. */
export async function checkInput(words: readonly string[], io: Io): Promise<CheckInput> {
  const [name] = words
  if (words.length > 1 && words.every(isFileName))
    throw new CommandError(`postern check reads one file at a time. Leave out all but ${words[0]}.`)
  if (words.length === 1 && name !== undefined && isFileName(name))
    return name === '-' ? ofBytes('Standard input', await io.stdin(), io) : ofFile(name, io)
  const without = missingHistory(io)
  if (without !== null) {
    io.stderr(`${without}\n`)
    return { exchanges: [], source: null }
  }
  let exchanges: Exchange[] = []
  await withHistory(io, 'read', async (history) => {
    const query = words.length === 0 ? await lastRunQuery(history) : words.join(' ')
    if (query !== null) ({ exchanges } = await readCalls({ history, signal: io.signal }, query))
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

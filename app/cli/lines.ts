import { open } from 'node:fs/promises'
import type { Exchange } from '../contract/exchange.ts'
import { messageOf } from '../contract/thrown.ts'
import { CommandError } from './io.ts'

/** A file with one exchange a line, each as it was in the end. */
export interface Lines {
  put(exchange: Exchange): void
  close(): Promise<void>
}

/** Fails with a CommandError before anything is begun where the file cannot be written. */
export async function openLines(file: string): Promise<Lines> {
  const handle = await open(file, 'w').catch((error: unknown) => {
    throw new CommandError(`Postern cannot write the file of --json: ${messageOf(error)}`)
  })
  /** Those that may still go on. */
  const unsettled = new Map<string, string>()
  let writing = Promise.resolve()
  const write = (line: string) => {
    writing = writing.then(() => handle.appendFile(line))
    // Awaited at the end.
    writing.catch(() => undefined)
  }
  return {
    put(exchange) {
      const line = `${JSON.stringify(exchange)}\n`
      unsettled.delete(exchange.id)
      if (exchange.outcome === 'success') write(line)
      else unsettled.set(exchange.id, line)
    },
    async close() {
      for (const line of unsettled.values()) write(line)
      await writing.finally(() => handle.close())
    },
  }
}

import { checkCalls, type CheckOptions } from '../check/check.ts'
import { writeReport } from '../check/forms.ts'
import type { Exchange } from '../contract/exchange.ts'
import { exitOfReport, type FailOn } from './check.ts'
import type { Io } from './io.ts'
import { reportFile } from './reportFile.ts'

/** What a program did, held against what the API documentation says. */
export interface ProgramCheck {
  /** Takes an exchange; of one that goes on once more. */
  put(exchange: Exchange): void
  /** Says and writes what was found. Resolves with an exit code. */
  end(io: Io): Promise<number>
}

/** Fails with a CommandError before anything is begun where a report could not be written. */
export async function openProgramCheck(
  paths: readonly string[],
  failOn: FailOn,
  options: CheckOptions,
): Promise<ProgramCheck> {
  const files = await Promise.all(paths.map((path) => reportFile(path, '--report', null)))
  const exchanges = new Map<string, Exchange>()
  return {
    put: (exchange) => void exchanges.set(exchange.id, exchange),
    async end(io) {
      const report = checkCalls(exchanges.values(), options)
      io.stderr(`\n${writeReport(report, 'text')}`)
      for (const { format, write } of files) await write(writeReport(report, format))
      for (const path of paths) io.stderr(`Report: ${path}\n`)
      return exitOfReport(report, failOn, io)
    },
  }
}

import { once } from 'node:events'
import { finalStatus } from '../contract/outcome.ts'
import type { Exchange } from '../contract/exchange.ts'
import { pathBelow } from '../contract/url.ts'
import { parse, portOf } from './arguments.ts'
import { openCaptured } from './captured.ts'
import { CommandError, EXIT, type Io } from './io.ts'

const OPTIONS = {
  to: { type: 'string' },
  port: { type: 'string' },
  fault: { type: 'string', multiple: true },
  hold: { type: 'boolean' },
  keep: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** Passes on what programs send, and tells what it sees until Ctrl+C. */
export async function capture(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, OPTIONS)
  if (positionals[0] !== undefined)
    throw new CommandError(`"${positionals[0]}" is one word too many. See --help.`)
  const isJson = values.json ?? false
  let to = ''
  const captured = await openCaptured(io, {
    to: values.to,
    faults: values.fault ?? [],
    speed: 1,
    port: values.port === undefined ? undefined : portOf(values.port),
    isHolding: values.hold,
    isKept: values.keep ?? false,
    idempotent: [],
    run: null,
    onEnded(exchange) {
      if (isJson) io.stdout(`${JSON.stringify(exchange)}\n`)
      // It has its line: what is new is that the program sent nothing more.
      else if (!hasBeenLeft(exchange)) io.stderr(endedLine(exchange, to))
    },
  })
  to = captured.to
  const line = `Postern listens on ${captured.url} and passes on to ${captured.to}\n`
  // Standard output is for documents alone then.
  if (isJson) io.stderr(line)
  else io.stdout(line)
  const ended = AbortSignal.any([io.signal, captured.lost])
  if (!ended.aborted) await once(ended, 'abort')
  const isKept = await captured.close(false)
  if (captured.lost.aborted) return EXIT.noAnswer
  return isKept ? EXIT.success : EXIT.history
}

function hasBeenLeft({ attempts }: Exchange): boolean {
  return attempts.at(-1)?.clientDid?.verdict === 'nothing'
}

/** One line a request, as it has ended. */
function endedLine(exchange: Exchange, baseUrl: string): string {
  const { request, diagnosis, attempts } = exchange
  const status = finalStatus(exchange) ?? attempts.at(-1)?.failure?.kind ?? '…'
  const path = pathBelow(request.url, baseUrl) ?? request.url
  const again = attempts.length > 1 ? ` (attempt ${attempts.length})` : ''
  const headline = exchange.outcome === 'success' || !diagnosis ? '' : `  ${diagnosis.headline}`
  return `${status}  ${request.method} ${path}${again}${headline}\n`
}

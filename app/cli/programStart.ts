import { basename } from 'node:path'
import { ulid } from 'ulid'
import type { Exchange } from '../contract/exchange.ts'
import { isFailure } from '../contract/outcome.ts'
import { openCaptured, type CapturedOptions } from './captured.ts'
import { runChild, type ChildEnd } from './child.ts'
import { EXIT, type Io } from './io.ts'

/** A program, and how its calls are captured. */
export interface ProgramPlan extends Pick<
  CapturedOptions,
  'to' | 'faults' | 'speed' | 'isHolding' | 'isKept' | 'idempotent'
> {
  command: readonly string[]
  /** Environment variables that are set to the URL of the capture. */
  variables: readonly string[]
  env: Readonly<Record<string, string>>
  hasInput: boolean
  limitMs: number | null
  onEnded(exchange: Exchange): void
}

export interface ProgramEnd extends ChildEnd {
  /** What its calls are found by. */
  run: string
  requests: number
  failed: number
  /** An exit code: success, or that not all was kept. */
  kept: number
}

/** Says where the calls are kept; nothing where they are not. */
export function keptText({ isKept }: ProgramPlan, { kept, run }: ProgramEnd, before = ''): string {
  return isKept && kept === EXIT.success ? `${before}Kept: postern history run:${run}\n` : ''
}

/** Starts a program with a capture of its own, and waits until both have ended. */
export async function startProgram(plan: ProgramPlan, io: Io): Promise<ProgramEnd> {
  const [command = '', ...args] = plan.command
  const run = ulid()
  const failed = new Set<string>()
  const captured = await openCaptured(io, {
    ...plan,
    port: 0,
    run: { run, name: basename(command), pid: null },
    onEnded(exchange) {
      // One that goes on is heard of once more.
      if (isFailure(exchange.outcome)) failed.add(exchange.id)
      else failed.delete(exchange.id)
      plan.onEnded(exchange)
    },
  })
  let kept: number | null = null
  try {
    const urls = Object.fromEntries(plan.variables.map((name) => [name, captured.url]))
    const env = { ...plan.env, ...urls }
    const { hasInput, limitMs } = plan
    const ended = await runChild(
      { command, args, env, hasInput, limitMs, onStarted: (pid) => captured.startedAs(pid) },
      io,
    )
    kept = await captured.close(true)
    return { ...ended, run, requests: captured.requests(), failed: failed.size, kept }
  } finally {
    if (kept === null) await captured.close(true)
  }
}

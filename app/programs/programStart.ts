import { basename } from 'node:path'
import { ulid } from 'ulid'
import type { CaptureClient } from '../contract/capture.ts'
import { runChild, type ChildEnd, type ChildOptions, type ProgramWorld } from './child.ts'

/** A program that is started with a capture of its own. */
export interface ProgramPlan extends Pick<
  ChildOptions,
  'folder' | 'env' | 'hasInput' | 'limitMs' | 'onOutput'
> {
  command: readonly string[]
  /** Environment variables that are set to the URL of the capture. */
  variables: readonly string[]
}

/** What takes the calls of one start. */
export interface ProgramCapture {
  readonly url: string
  /** Requests that have ended. */
  requests(): number
  /** Says which process the calls come from. */
  startedAs(pid: number | null): void
  /** Lets what is in flight finish. Resolves with whether all is kept that was to be kept. */
  close(isProgramOver: boolean): Promise<boolean>
}

export type ProgramRun = Pick<CaptureClient, 'run' | 'name' | 'pid'>

export interface ProgramEnd extends ChildEnd {
  /** What its calls are found by. */
  run: string
  requests: number
  isKept: boolean
}

/** Starts a program with a capture of its own, and waits until both have ended. */
export async function startProgram(
  plan: ProgramPlan,
  openCapture: (run: ProgramRun) => Promise<ProgramCapture>,
  world: ProgramWorld,
): Promise<ProgramEnd> {
  const [command = '', ...args] = plan.command
  const run = ulid()
  const capture = await openCapture({ run, name: basename(command), pid: null })
  let isKept: boolean | null = null
  try {
    const urls = Object.fromEntries(plan.variables.map((name) => [name, capture.url]))
    const options = { ...plan, command, args, env: { ...plan.env, ...urls } }
    const ended = await runChild({ ...options, onStarted: (pid) => capture.startedAs(pid) }, world)
    isKept = await capture.close(true)
    return { ...ended, run, requests: capture.requests(), isKept }
  } finally {
    if (isKept === null) await capture.close(true)
  }
}

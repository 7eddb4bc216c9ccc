import { randomBytes } from 'node:crypto'
import { systemClock } from '../clock.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { PosternError } from '../contract/errors.ts'
import { markOf } from '../files/secretMark.ts'
import type { Broadcast } from '../ipc/broadcast.ts'
import { createDrills, type DrillStart } from '../jobs/drill.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { DRILL_LIMIT_MS } from '../programs/drill.ts'
import {
  startProgram,
  type ProgramCapture,
  type ProgramEnd,
  type ProgramRun,
} from '../programs/programStart.ts'
import { startPlay } from '../sandbox/play.ts'
import { routeTo } from '../sending/agents.ts'
import { startCapture } from '../threads/capture.ts'
import type { Kept } from './kept.ts'
import type { Redaction } from './redaction.ts'

interface DrillParts {
  captureWorker: URL
  kept: Kept
  redaction: Redaction
  notify: Broadcast
}

/** What is in flight may take as long at the end. */
const GRACE_MS = 5000

/** Drills of a program of the user's: each start has a sandbox and a capture of its own, and its calls go to the history. */
export function openDrills(jobs: Jobs, parts: DrillParts) {
  return createDrills(jobs, {
    clock: systemClock,
    redact: parts.redaction.redactor.now.text,
    start: (what) => startOnce(what, parts),
  })
}

async function startOnce(
  { order, step, signal, onOutput }: DrillStart,
  parts: DrillParts,
): Promise<ProgramEnd> {
  const { command, folder, variables } = order
  const plan = {
    command,
    folder,
    variables,
    env: step.env,
    hasInput: false,
    limitMs: DRILL_LIMIT_MS,
    onOutput,
  }
  const world = { clock: systemClock, env: process.env, platform: process.platform, signal }
  const end = await startProgram(plan, (run) => openCapture(run, step, parts), world)
  parts.notify('history:changed', null)
  return end
}

async function openCapture(
  run: ProgramRun,
  { faults, speed }: DrillStart['step'],
  { captureWorker, kept, redaction }: DrillParts,
): Promise<ProgramCapture> {
  const profile = kept.profiles().find(({ id }) => id === SANDBOX_PROFILE)
  if (!profile)
    throw new PosternError('sandbox-unavailable', 'There is no profile of the sandbox.', 'Restart Postern.')
  const play = await startPlay(profile, { clock: systemClock, faults, speed })
  const salt = randomBytes(16).toString('hex')
  const { capture } = kept.settings.get()
  let requests = 0
  let known = {
    secrets: [...redaction.registry.all(), ...play.keys.map(({ secret }) => secret)],
    headers: redaction.headers(),
    aliases: play.keys.map(({ alias, secret }) => [markOf(secret, salt), alias] as const),
    run,
    catalog: kept.catalogFile.catalog(),
  }
  try {
    const { route } = await routeTo(play.profile, { environment: {} })
    const listener = {
      profile: { ...play.profile, bodyCapBytes: capture.bodyCapBytes },
      port: 0,
      isHolding: false,
      allowedOrigins: [],
      route,
      salt,
    }
    const running = await startCapture(
      captureWorker,
      { listener, known, idempotent: [], isWhole: false },
      await kept.history.port(),
      {
        news(news) {
          if (news.kind === 'rows') requests = news.counts.requests
        },
        end: () => undefined,
      },
    )
    return {
      url: running.url,
      requests: () => requests,
      startedAs(pid) {
        known = { ...known, run: { ...run, pid } }
        running.know(known)
      },
      async close(isProgramOver) {
        await running.close(GRACE_MS, isProgramOver)
        await play.close()
        return true
      },
    }
  } catch (error) {
    await play.close()
    throw error
  }
}

import { randomBytes } from 'node:crypto'
import type { CaptureClient } from '../contract/capture.ts'
import type { Exchange } from '../contract/exchange.ts'
import { messageOf } from '../contract/thrown.ts'
import { plural } from '../contract/words.ts'
import type { OpenHistory } from '../history/openHistory.ts'
import type { ProgramCapture } from '../programs/programStart.ts'
import { routeTo } from '../sending/agents.ts'
import { startCapture, type RunningCapture } from '../threads/capture.ts'
import type { CaptureKnown, CaptureNews } from '../threads/captureRecording.ts'
import { captureTarget, type CaptureTarget } from './captureTarget.ts'
import { notKept, openKeptHistory } from './historyFile.ts'
import { CommandError, type Io } from './io.ts'
import { keptCatalog, openKeptSettings } from './settingsFile.ts'

export interface CapturedOptions {
  to: string | undefined
  faults: readonly string[]
  /** How much faster than the API's the minute of the sandbox is; 1 elsewhere. */
  speed: number
  /** Undefined takes the port of the settings. */
  port: number | undefined
  isHolding: boolean | undefined
  isKept: boolean
  idempotent: readonly string[]
  run: Pick<CaptureClient, 'run' | 'name' | 'pid'> | null
  /** Hears of each exchange that has ended; of one that goes on once more. */
  onEnded(exchange: Exchange): void
}

/** A capture for the length of one command. */
export interface Captured extends ProgramCapture {
  /** Where calls go. */
  readonly to: string
  /** Aborted when the capture has ended by itself. */
  readonly lost: AbortSignal
}

/** What is in flight may take as long at the end. */
const GRACE_MS = 5000

export async function openCaptured(io: Io, options: CapturedOptions): Promise<Captured> {
  const settings = await openKeptSettings(io)
  const { capture } = settings.get()
  const salt = randomBytes(16).toString('hex')
  const { faults, speed } = options
  const target = await captureTarget(options.to, { faults, speed, salt, settings })
  const seen = createNews(io, target.profile.baseUrl, options.onEnded)
  const { route, secrets } = await routeOf(target, io)
  let known: CaptureKnown = {
    secrets: [...target.secrets, ...secrets],
    headers: [...new Set(settings.profiles().map(({ subscriptionHeader }) => subscriptionHeader))],
    aliases: target.aliases,
    run: options.run,
    catalog: await keptCatalog(settings, io),
  }
  const port = options.port ?? capture.port
  const listener = {
    ...{ port, salt, allowedOrigins: capture.allowedOrigins },
    profile: { ...target.profile, bodyCapBytes: capture.bodyCapBytes },
    isHolding: options.isHolding ?? capture.isHolding,
  }
  const { idempotent } = options
  const { running, history } = await started(io, target, options.isKept, async (history) => {
    const order = {
      listener: { ...listener, route },
      known,
      idempotent,
      isWhole: true,
    }
    return startCapture(io.captureWorker, order, history && (await history.port()), seen.on)
  })
  if (port !== 0 && running.port !== port)
    io.stderr(`Port ${port} is in use. Postern took port ${running.port}.\n`)
  return {
    url: running.url,
    to: target.profile.baseUrl,
    requests: seen.requests,
    startedAs(pid) {
      known = { ...known, run: known.run && { ...known.run, pid } }
      running.know(known)
    },
    lost: seen.lost,
    async close(isProgramOver) {
      await running.close(GRACE_MS, isProgramOver)
      await target.close()
      const isKept = history === null || (await history.close())
      if (!isKept) notKept(io)
      return isKept
    },
  }
}

/** What still listens, or is open, would keep the program from ending. */
async function started(
  io: Io,
  target: CaptureTarget,
  isKept: boolean,
  start: (history: OpenHistory | null) => Promise<RunningCapture>,
): Promise<{ running: RunningCapture; history: OpenHistory | null }> {
  let history: OpenHistory | null = null
  try {
    history = isKept ? await openKeptHistory(io, { goesLast: true }) : null
    return { running: await start(history), history }
  } catch (error) {
    await history?.close()
    await target.close()
    throw error
  }
}

function routeOf({ profile, close }: CaptureTarget, { env }: Io): ReturnType<typeof routeTo> {
  return routeTo(profile, { environment: env }).catch(async (error: unknown) => {
    await close()
    throw new CommandError(messageOf(error))
  })
}

function createNews(io: Io, baseUrl: string, onEnded: CapturedOptions['onEnded']) {
  const lost = new AbortController()
  let requests = 0
  let unrecorded = 0
  let isLinkSaid = false
  return {
    requests: () => requests,
    lost: lost.signal,
    on: {
      news(news: CaptureNews) {
        if (news.kind === 'refused') return io.stderr(`Refused with ${news.status}: ${news.message}\n`)
        if (news.kind === 'rows') return
        requests = news.counts.requests
        if (news.counts.unrecorded > unrecorded)
          io.stderr(`Postern could not record ${plural(news.counts.unrecorded - unrecorded, 'request')}.\n`)
        unrecorded = news.counts.unrecorded
        if (news.counts.links > 0 && !isLinkSaid) io.stderr(linkText(baseUrl))
        isLinkSaid ||= news.counts.links > 0
        for (const exchange of news.exchanges) if (exchange.outcome) onEnded(exchange)
      },
      end(reason: string) {
        io.stderr(`Capture ended: ${reason}\n`)
        lost.abort()
      },
    },
  }
}

/** Nothing in a body is rewritten. */
function linkText(baseUrl: string): string {
  return `A response body names ${baseUrl}. Your program may follow that URL past Postern.\n`
}

/** `--idempotent "POST /path"`. */
export function idempotentOf(texts: readonly string[]): string[] {
  return texts.map((text) => {
    const [, method, path] = /^([A-Za-z]{1,20}) +(\/\S*)$/.exec(text.trim()) ?? []
    if (method === undefined || path === undefined)
      throw new CommandError(
        `--idempotent takes a method and a path, for example "POST /api/x", not "${text}".`,
      )
    return `${method.toUpperCase()} ${path}`
  })
}

/** How many were captured, and how many of them failed. */
export function capturedText(requests: number, failed: number): string {
  const said = failed === 0 ? 'none failed' : `${failed} failed`
  return requests === 0
    ? 'Postern captured no request. Check that your program reads its base URL from the environment.'
    : `Postern captured ${plural(requests, 'request')}: ${said}.`
}

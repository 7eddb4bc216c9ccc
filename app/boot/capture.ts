import { randomBytes } from 'node:crypto'
import { markOf } from '../files/secretMark.ts'
import type { CaptureRow, CaptureState } from '../contract/capture.ts'
import { PosternError } from '../contract/errors.ts'
import type { Profile } from '../contract/profile.ts'
import type { ExchangeSummary } from '../contract/summary.ts'
import { messageOf } from '../contract/thrown.ts'
import { originOf } from '../contract/url.ts'
import type { Broadcast } from '../ipc/broadcast.ts'
import type { CapturePort } from '../operations/context.ts'
import { withFirstPieces, type OpenedExchange } from '../operations/openedExchange.ts'
import { routeTo } from '../sending/agents.ts'
import type { HostConsent } from '../session/hostConsent.ts'
import { systemProxy } from '../shell/systemProxy.ts'
import { startCapture, type RunningCapture } from '../threads/capture.ts'
import type { CaptureKnown, CaptureNews } from '../threads/captureRecording.ts'
import type { Kept } from './kept.ts'
import type { Redaction } from './redaction.ts'

interface CaptureParts {
  worker: URL
  kept: Kept
  redaction: Redaction
  opened: OpenedExchange
  consent: HostConsent
  /** Tells the page what is redacted already. */
  notify: Broadcast
}

export interface Capture extends CapturePort {
  close(): Promise<void>
}

const OFF: CaptureState = {
  url: null,
  profile: null,
  baseUrl: null,
  isHolding: false,
  portInUse: null,
  counts: { requests: 0, clients: 0, links: 0, unrecorded: 0, window: null },
  rows: [],
  refused: null,
  ended: null,
}
const MOST_ROWS = 25
/** What is in flight may take as long at the end. */
const GRACE_MS = 5000
/** The page hears of what has changed as often. */
const TELL_MS = 200
/** Keys and secrets that came up meanwhile are handed on as often. */
const KNOW_MS = 1000
/** Of as many at a time the page is told one by one; of more it reads the list anew, this often. */
const FEW = 5
const RELIST_MS = 1000

/** The capture of the window: it runs in threads of its own, and is told here. */
export function openCapture(parts: CaptureParts): Capture {
  let state = OFF
  let running: RunningCapture | null = null
  let knowing: NodeJS.Timeout | undefined
  let telling: NodeJS.Timeout | null = null
  let relisting: NodeJS.Timeout | null = null
  const changed = new Map<string, ExchangeSummary>()
  let work: Promise<unknown> = Promise.resolve()

  function change(next: Partial<CaptureState>): CaptureState {
    state = { ...state, ...next }
    telling ??= setTimeout(() => {
      telling = null
      parts.notify('capture:changed', state)
      const summaries = [...changed.values()]
      changed.clear()
      if (summaries.length > FEW) relist()
      else void tellOf(summaries, parts)
    }, TELL_MS)
    return state
  }

  function relist(): void {
    relisting ??= setTimeout(() => {
      relisting = null
      parts.notify('history:changed', null)
    }, RELIST_MS)
  }

  function onNews(news: CaptureNews): void {
    if (news.kind === 'refused') {
      const { status, message } = news
      change({ refused: { count: (state.refused?.count ?? 0) + 1, status, message } })
    }
    if (news.kind !== 'rows') return
    for (const summary of news.summaries) changed.set(summary.id, summary)
    change({ rows: merged(state.rows, news.rows), counts: news.counts })
  }

  function onEnd(reason: string): void {
    running = null
    clearInterval(knowing)
    change({ url: null, ended: reason })
  }

  async function start(id: string): Promise<CaptureState> {
    if (running) return state
    const profile = parts.kept.profiles().find((each) => each.id === id)
    if (!profile) throw new PosternError('not-found', 'This profile is not there.', 'Choose another profile.')
    await parts.consent(originOf(profile.baseUrl) ?? '')
    const { capture } = parts.kept.settings.get()
    const salt = randomBytes(16).toString('hex')
    const { route, secrets } = await routeOf(profile)
    parts.redaction.registry.learn(secrets)
    let known = await knownNow(profile, salt, parts)
    const listener = {
      profile: { ...profile, bodyCapBytes: capture.bodyCapBytes },
      port: capture.port,
      isHolding: capture.isHolding,
      allowedOrigins: capture.allowedOrigins,
      route,
      salt,
    }
    const order = { listener, known, idempotent: [], isWhole: false }
    const on = { news: onNews, end: onEnd }
    const started = await startCapture(parts.worker, order, await parts.kept.history.port(), on)
    running = started
    knowing = setInterval(() => {
      void knownNow(profile, salt, parts).then((next) => {
        if (isSame(known, next)) return
        known = next
        started.know(next)
      })
    }, KNOW_MS)
    return change({
      ...OFF,
      url: started.url,
      profile: profile.id,
      baseUrl: profile.baseUrl,
      isHolding: capture.isHolding,
      portInUse: capture.port !== 0 && started.port !== capture.port ? capture.port : null,
    })
  }

  async function stop(): Promise<CaptureState> {
    const ending = running
    running = null
    clearInterval(knowing)
    await ending?.close(GRACE_MS, false)
    return change({ url: null })
  }

  /** One after the other, whatever the page asks. */
  function inTurn(next: () => Promise<CaptureState>): Promise<CaptureState> {
    const turn = work.then(next)
    work = turn.catch(() => undefined)
    return turn
  }

  return {
    state: () => state,
    start: (profile) => inTurn(() => start(profile)),
    stop: () => inTurn(stop),
    async close() {
      await inTurn(stop)
      for (const timer of [telling, relisting]) if (timer) clearTimeout(timer)
    },
  }
}

function routeOf(profile: Profile): ReturnType<typeof routeTo> {
  return routeTo(profile, { proxyFor: systemProxy, environment: process.env }).catch((error: unknown) => {
    throw new PosternError(
      'capture-unavailable',
      messageOf(error),
      'Check the proxy of this computer and the CA file of the profile. Then start Capture.',
    )
  })
}

/** The newest first, each once. */
function merged(before: readonly CaptureRow[], news: readonly CaptureRow[]): CaptureRow[] {
  const rows = new Map(
    [...news, ...before.filter(({ id }) => !news.some((each) => each.id === id))].map((row) => [row.id, row]),
  )
  return [...rows.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, MOST_ROWS)
}

async function tellOf(
  summaries: readonly ExchangeSummary[],
  { notify, opened, kept }: CaptureParts,
): Promise<void> {
  for (const summary of summaries) {
    const isOpened = summary.id === opened.id
    const exchange = isOpened ? await kept.history.get(summary.id).catch(() => null) : null
    if (exchange && isOpened) opened.exchange = exchange
    notify('exchange:changed', { summary, exchange: exchange && withFirstPieces(exchange) })
  }
}

async function knownNow(
  profile: Profile,
  salt: string,
  { kept, redaction }: CaptureParts,
): Promise<CaptureKnown> {
  const { vault, bindingOf, catalogFile } = kept
  const binding = bindingOf(profile)
  const aliases = vault
    .list((id) => (id === profile.id ? binding : null))
    .filter((key) => key.profile === profile.id)
    .map(({ alias }) => alias)
  const secrets = await Promise.all(
    aliases.map((alias) => vault.get(profile.id, alias, binding).catch(() => null)),
  )
  return {
    secrets: redaction.registry.all(),
    headers: redaction.headers(),
    aliases: aliases.flatMap((alias, at) => {
      const secret = secrets[at]
      return typeof secret === 'string' ? [[markOf(secret, salt), alias] as const] : []
    }),
    run: null,
    catalog: catalogFile.catalog(),
  }
}

function isSame(before: CaptureKnown, next: CaptureKnown): boolean {
  return (
    before.secrets === next.secrets &&
    before.catalog === next.catalog &&
    JSON.stringify([before.aliases, before.headers]) === JSON.stringify([next.aliases, next.headers])
  )
}

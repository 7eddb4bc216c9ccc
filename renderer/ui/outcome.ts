import type { ExchangeSummary } from '../../app/contract/summary.ts'

/** What a colour and an icon stand for. `warning`: the service's fault or a mixed answer; `failure`: ours to mend. */
export type Tone = 'success' | 'failure' | 'warning' | 'waiting' | 'neutral'

export type Mark = 'done' | 'refused' | 'server' | 'mixed' | 'limit' | 'unreachable' | 'stopped' | 'under-way'

export interface Standing {
  readonly tone: Tone
  readonly mark: Mark
  /** The state in one or two words, for those who do not see the icon. */
  readonly word: string
}

const UNDER_WAY = { tone: 'waiting', mark: 'under-way', word: 'in progress' } satisfies Standing
const SERVER = { tone: 'warning', mark: 'server', word: 'server error' } satisfies Standing
const LIMIT = { tone: 'warning', mark: 'limit', word: 'rate limit' } satisfies Standing
const REFUSED = { tone: 'failure', mark: 'refused', word: 'failed' } satisfies Standing

const INCOMPLETE = { tone: 'warning', mark: 'mixed', word: 'incomplete response' } satisfies Standing

const BY_OUTCOME = {
  success: { tone: 'success', mark: 'done', word: 'success' },
  'service-failure': { tone: 'warning', mark: 'mixed', word: 'service failed' },
  'http-failure': REFUSED,
  'transport-failure': { tone: 'failure', mark: 'unreachable', word: 'no response' },
  cancelled: { tone: 'neutral', mark: 'stopped', word: 'cancelled' },
  interrupted: { tone: 'neutral', mark: 'stopped', word: 'interrupted' },
} satisfies Record<NonNullable<ExchangeSummary['outcome']>, Standing>

type Ended = Pick<ExchangeSummary, 'outcome' | 'status'> &
  Partial<Pick<ExchangeSummary, 'method' | 'route' | 'code'>> & {
    /** Whether only a part of the body was kept. */
    readonly isTruncated?: boolean
  }

/** The paths whose answers carry an envelope with a code, as the contract promises. */
const WITH_ENVELOPE = /^\/api\/(?:external|webhook)\//

/** A success whose body was cut: of those in a list that is known by the code, which only a whole envelope has. */
function isIncomplete({ status, method, route, code, isTruncated }: Ended): boolean {
  if (isTruncated === true) return true
  if (code !== null || route === undefined || method === 'HEAD' || status === 204) return false
  return WITH_ENVELOPE.test(route)
}

/** How an exchange stands, so that every place shows it with the same colour, icon and word. */
export function standingOf(exchange: Ended): Standing {
  const { outcome, status } = exchange
  if (outcome === null) return UNDER_WAY
  if (outcome === 'success' && isIncomplete(exchange)) return INCOMPLETE
  if (outcome === 'http-failure' && status !== null) {
    if (status >= 500) return SERVER
    if (status === 429) return LIMIT
  }
  return BY_OUTCOME[outcome]
}

/** The tone of an HTTP status on its own, as for one attempt of several. */
export function toneOfStatus(status: number): Tone {
  if (status >= 500 || status === 429) return 'warning'
  if (status >= 400) return 'failure'
  return status < 300 ? 'success' : 'neutral'
}

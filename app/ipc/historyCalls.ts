import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { KeepingLimits } from '../contract/historyCalls.ts'
import { BODY_PIECE } from '../contract/kinds.ts'
import { ACTIVITY_MS } from '../contract/activity.ts'
import type { Retention } from '../history/history.ts'
import type { CallsOf, HandlerPorts } from './ports.ts'

const DAY_MS = 86_400_000
const MEGABYTE = 1024 * 1024

/** What is kept: read, found, marked, removed and grouped. */
export function historyCalls({
  history,
  redactor,
  profiles,
  now,
}: Pick<HandlerPorts, 'history' | 'redactor' | 'profiles' | 'now'>): CallsOf<'history' | 'problems'> {
  /** What the page reads in pieces now; from the disk it would be read whole for each of them. */
  let inReading: Exchange | null = null

  async function kept(id: string): Promise<Exchange> {
    const exchange = await history.get(id)
    if (exchange === null) throw notKept()
    return exchange
  }

  return {
    'history:list': (page) => history.list(page),
    'history:get': async ({ id, inPieces }) => {
      const exchange = await kept(id)
      if (inPieces !== true) return exchange
      const first = withFirstPieces(exchange)
      inReading = first === exchange ? null : exchange
      return first
    },
    'history:body': async ({ id, attempt, from }) => {
      const { attempts } = inReading?.id === id ? inReading : await kept(id)
      const body = attempts[attempt]?.response?.body ?? ''
      const end = from + BODY_PIECE
      const isLast = end >= body.length
      if (isLast && attempt >= attempts.length - 1) inReading = null
      return { text: body.slice(from, end), isLast }
    },
    'history:compare': async (pair) => {
      const volatileHeaders = profiles().flatMap(({ traceHeaders }) => traceHeaders)
      const comparison = await history.compare({ ...pair, volatileHeaders })
      if (comparison === null) throw notKept()
      return comparison
    },
    'history:count': (wanted) => history.count(wanted),
    'history:knownValues': () => history.knownValues(),
    'history:mark': async ({ id, pinned, note }) => {
      const kept = redactor.value(note)
      const isThere = await history.annotate({
        id,
        ...(pinned !== undefined && { pinned }),
        ...(kept !== undefined && { note: kept }),
      })
      if (!isThere) throw notKept()
      return { note: kept ?? null }
    },
    'history:pin': async ({ ids, pinned }) => ({ count: await history.pin(ids, pinned) }),
    'history:remove': (selection) => history.remove(selection),
    'history:restore': async ({ removal }) => ({ count: await history.restore(removal) }),
    'history:usage': () => history.usage(),
    'history:activity': () => history.activity(now() - ACTIVITY_MS),
    'problems:list': (wanted) => history.problems(wanted),
    'problems:get': ({ fingerprint }) => history.problem(fingerprint),
    'problems:setState': ({ fingerprint, state }) => history.setProblemState(fingerprint, state),
  }
}

/** The same exchange when none of its bodies is longer than a piece. */
function withFirstPieces(exchange: Exchange): Exchange {
  if (exchange.attempts.every(({ response }) => (response?.body.length ?? 0) <= BODY_PIECE)) return exchange
  const attempts = exchange.attempts.map(({ response, ...attempt }) => ({
    ...attempt,
    response: response && { ...response, body: response.body.slice(0, BODY_PIECE) },
  }))
  return { ...exchange, attempts }
}

/** The limits of the settings as the history takes them. */
export function keepingOf({ days, exchanges, megabytes }: KeepingLimits): Retention {
  return {
    maxAgeMs: days === null ? null : days * DAY_MS,
    maxCount: exchanges,
    maxBytes: megabytes === null ? null : megabytes * MEGABYTE,
  }
}

function notKept(): PosternError {
  return new PosternError(
    'not-found',
    'This exchange is not in the history.',
    'Reload the list: it may have been deleted.',
  )
}

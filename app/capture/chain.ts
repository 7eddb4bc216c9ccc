import { ulid } from 'ulid'
import type { Catalog } from '../catalog/catalog.ts'
import type { CaptureClient } from '../contract/capture.ts'
import { EXCHANGE_VERSION, type Attempt } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import type { Course, Ending, ReadAnswer } from '../contract/recording.ts'
import { requestOf } from './callParts.ts'
import type { CallBegun, CallEnded } from './calls.ts'
import type { Same } from './chains.ts'
import { didAfter, recommendedAfter } from './recommended.ts'

/** A request of a program with its attempts so far. Times are epoch ms. */
export interface Chain {
  same: Same
  course: Course
  tokens: (string | null)[]
  startedAt: number
  endedAt: number
  /** How long the program should wait at least. */
  leastMs: number | null
  ending: Ending | null
}

interface ChainPorts {
  catalog(): Catalog
  profile: Profile
  idempotent: readonly string[]
}

export function newChain(
  same: Same,
  begun: CallBegun,
  client: CaptureClient,
  { profile, catalog, idempotent }: ChainPorts,
): Chain {
  return {
    same,
    tokens: [],
    startedAt: begun.at,
    endedAt: begun.at,
    leastMs: null,
    ending: null,
    course: {
      version: EXCHANGE_VERSION,
      id: ulid(begun.at),
      source: 'capture',
      replayOf: null,
      profile: profile.id,
      key: null,
      startedAt: new Date(begun.at).toISOString(),
      request: requestOf(begun, profile, catalog(), idempotent),
      attempts: [],
      client,
    },
  }
}

/** What the program did after the attempt before this one. */
export function judge(chain: Chain, { at, token }: CallBegun): void {
  const last = chain.course.attempts.at(-1)
  if (!last?.decision) return
  const clientDid = didAfter(last.decision, {
    afterMs: Math.max(0, at - chain.endedAt),
    leastMs: chain.leastMs,
    hasNewToken: token !== null && token !== chain.tokens.at(-1),
  })
  if (clientDid) setLast(chain, { ...last, clientDid })
}

/** What is recommended now; null where the program itself has ended the call. */
export function decisionAfter(
  { course, tokens, startedAt }: Chain,
  read: ReadAnswer | null,
  { failure, isTokenRequest, at, boundaryMs, clockOffsetMs }: CallEnded,
  { catalog, profile: { retry } }: ChainPorts,
) {
  if (failure?.kind === 'cancelled') return null
  return recommendedAfter({
    request: course.request,
    isTokenRequest,
    before: course.attempts.slice(0, -1),
    tokens,
    read,
    failure,
    elapsedMs: Math.max(0, at - startedAt),
    boundaryMs,
    serverNow: at + (clockOffsetMs ?? 0),
    retry,
    catalog: catalog(),
  })
}

export function setLast({ course }: Chain, attempt: Attempt): void {
  course.attempts[course.attempts.length - 1] = attempt
}

/** What has been handed out never changes. */
export function copyOf(course: Course): Course {
  return { ...course, attempts: [...course.attempts] }
}

export function charactersIn({ request, attempts }: Course): number {
  return attempts.reduce((sum, { response }) => sum + (response?.body.length ?? 0), request.body?.length ?? 0)
}

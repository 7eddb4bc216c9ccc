import type { Profile } from '../contract/profile.ts'
import { headerOf } from '../contract/headers.ts'
import type { Agents } from './agents.ts'
import { timedOut, type Excerpt } from './failures.ts'
import type { TotalTimer } from './sendOnce.ts'
import { nextHop } from './redirects.ts'
import type { Sighting } from './serverClock.ts'
import { Stopwatch } from './timing.ts'
import type { RoundTrip, WireRequest } from './wire.ts'

export interface TransportPorts {
  agents: Agents
  monotonic(): number
  /** The beginning of a text of the server's, without secrets. */
  excerpt: Excerpt
}

export type Transport = (request: WireRequest, profile: Profile, signal: AbortSignal) => Promise<RoundTrip>

/** Sends requests, each with its redirects on the same origin. Never throws for anything a server or a network does. */
export function createTransport({ agents, monotonic, excerpt }: TransportPorts): Transport {
  return async function send(request, profile, signal) {
    // Read with the first request: it brings axios, a third of what the start would have to read.
    const { sendOnce } = await import('./sendOnce.ts')
    const sightings: Sighting[] = []
    const first = new Stopwatch(monotonic)
    const total = totalTimer(profile.timeouts.totalMs)
    let current = request
    let redirects = 0
    try {
      for (;;) {
        const watch = redirects === 0 ? first : new Stopwatch(monotonic)
        const hop = await sendOnce(current, profile, signal, total, watch, agents, excerpt)
        if (hop.answer) {
          const { headers } = hop.answer
          const sighting = { sentAt: watch.startedAt, receivedAt: watch.firstByteAt ?? monotonic() }
          sightings.push({
            date: headerOf(headers, 'date'),
            age: headerOf(headers, 'age'),
            ...sighting,
          })
        }
        const next = hop.failure ? null : nextHop(current, hop.answer, redirects, excerpt)
        if (next?.request) {
          redirects += 1
          current = next.request
          continue
        }
        // The next request opens a new connection, with the CA file as it is then.
        if (hop.failure?.kind === 'tls') agents.drop(profile.id)
        const timing = first.read()
        if (redirects > 0 && watch.firstByteAt !== null)
          timing.firstByteMs = Math.max(0, watch.firstByteAt - first.startedAt)
        const failure = next?.failure ?? hop.failure
        return {
          timing,
          answer: hop.answer,
          // Whoever answered with a redirect has had the request, whatever became of the next hop.
          failure: failure && redirects > 0 ? { ...failure, mayHaveBeenSent: true } : failure,
          isStale: hop.isStale,
          redirects,
          sightings,
        }
      }
    } finally {
      total.clear()
    }
  }
}

/**
 * Time-outs run in real time, not in the injected one: a socket's life is real, and a test that moves its clock by an
 * hour must not cut the connections that it still reads from.
 */
function totalTimer(totalMs: number): TotalTimer {
  const timer: TotalTimer = {
    onTime: null,
    clear: () => {
      clearTimeout(handle)
    },
  }
  const handle = setTimeout(
    () => timer.onTime?.(timedOut(`It took longer than ${totalMs} ms in all.`)),
    totalMs,
  )
  return timer
}

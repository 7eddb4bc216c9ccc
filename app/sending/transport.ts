import type { Redirect } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import { headerOf } from '../contract/headers.ts'
import type { Agents } from './agents.ts'
import { timedOut, type Excerpt } from './failures.ts'
import type { TotalTimer } from './sendOnce.ts'
import { nextHop } from './redirects.ts'
import type { Sighting } from './serverClock.ts'
import { Stopwatch } from './timing.ts'
import type { RoundTrip, WireRequest } from './wire.ts'

interface TransportPorts {
  agents: Agents
  monotonic(): number
  /** The beginning of a text of the server's, without secrets. */
  excerpt: Excerpt
}

/** `mostMs`: what the exchange still has of its time, which an attempt must not outlast. */
export type Transport = (
  request: WireRequest,
  profile: Profile,
  signal: AbortSignal,
  mostMs: number,
) => Promise<RoundTrip>

/** Sends requests, each with its redirects on the same origin. Never throws for anything a server or a network does. */
export function createTransport({ agents, monotonic, excerpt }: TransportPorts): Transport {
  return async function send(request, profile, signal, mostMs) {
    // Read with the first request: it brings axios, a third of what the start would have to read.
    const { sendOnce } = await import('./sendOnce.ts')
    const sightings: Sighting[] = []
    const first = new Stopwatch(monotonic)
    const total = totalTimer(profile.timeouts.totalMs, mostMs)
    let current = request
    const redirects: Redirect[] = []
    try {
      for (;;) {
        const watch = redirects.length === 0 ? first : new Stopwatch(monotonic)
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
        const next = hop.failure ? null : nextHop(current, hop.answer, redirects.length, excerpt)
        if (next?.request) {
          redirects.push({ status: hop.answer?.status ?? 0, url: next.request.url })
          current = next.request
          continue
        }
        // The next request opens a new connection, with the CA file as it is then.
        if (hop.failure?.kind === 'tls') agents.drop(profile.id)
        const timing = first.read()
        if (redirects.length > 0 && watch.firstByteAt !== null)
          timing.firstByteMs = Math.max(0, watch.firstByteAt - first.startedAt)
        const failure = next?.failure ?? hop.failure
        return {
          timing,
          answer: hop.answer,
          // Whoever answered with a redirect has had the request, whatever became of the next hop.
          failure: failure && redirects.length > 0 ? { ...failure, mayHaveBeenSent: true } : failure,
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
function totalTimer(totalMs: number, mostMs: number): TotalTimer {
  const timer: TotalTimer = {
    onTime: null,
    clear: () => {
      clearTimeout(handle)
    },
  }
  // Made when it is due: the stack of an error costs more than the rest of a request.
  const end = () =>
    timer.onTime?.(
      timedOut(
        mostMs < totalMs
          ? 'The deadline of the exchange passed before the whole response was in.'
          : `It took longer than ${totalMs} ms in total.`,
      ),
    )
  const handle = setTimeout(end, Math.max(0, Math.min(totalMs, mostMs)))
  return timer
}

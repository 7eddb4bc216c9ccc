import { afterEach, expect } from 'vitest'
import type { TlsOptions } from 'node:tls'
import { systemClock } from '../../../app/clock.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { startHostileServer, type Behaviour, type HostileServer } from '../../fixtures/hostileServer.ts'
import { createHarness, profileAt, type Harness } from './harness.ts'

export const CAP = 256 * 1024
/** Time-outs short enough for a test, long enough for a busy machine. */
export const TIMEOUTS = { connectMs: 600, idleMs: 400, totalMs: 1200 }
/** For what is to come to its end: a handshake takes long on a busy machine. */
export const LONG_TIMEOUTS = { connectMs: 20_000, idleMs: 20_000, totalMs: 40_000 }

/** What is to be closed after each test. */
export const ends: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

export function patient(url: string, changes: Partial<Profile> = {}): Profile {
  const profile = profileAt(url, { timeouts: TIMEOUTS, bodyCapBytes: CAP, ...changes })
  return { ...profile, retry: { ...profile.retry, backoffMs: [] } }
}

export interface Arena {
  server: HostileServer
  harness: Harness
  /** Sends to the hostile path, and then proves that the sender is fit for the next request. */
  face(target?: string): Promise<Exchange>
}

export async function arena(
  behaviour: Behaviour,
  changes: Partial<Profile> = {},
  tls?: TlsOptions,
): Promise<Arena> {
  const server = await startHostileServer({ '/hostile': behaviour }, tls)
  ends.push(() => server.close())
  const timeouts = tls ? LONG_TIMEOUTS : TIMEOUTS
  const harness = createHarness(systemClock, patient(server.url, { timeouts, ...changes }))
  ends.push(() => harness.sender.close())
  return {
    server,
    harness,
    async face(target = '/hostile') {
      const exchange = await harness.send({ key: null, target })
      if (!tls) {
        const next = await harness.send({ key: null, target: '/fine' })
        expect(next.outcome).toBe('success')
      }
      return exchange
    },
  }
}

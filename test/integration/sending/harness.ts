import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import type { Clock } from '../../../app/clock.ts'
import type { Progress } from '../../../app/contract/events.ts'
import { exchangeSchema, type Exchange } from '../../../app/contract/exchange.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import type { TokenState } from '../../../app/contract/token.ts'
import type { WindowState } from '../../../app/contract/rateWindow.ts'
import { createSender, type SenderPorts } from '../../../app/sending/createSender.ts'
import type { Sender, SendOptions } from '../../../app/sending/sender.ts'
import type { RecorderPorts } from '../../../app/recorder/recorder.ts'
import { testRecorder } from '../../fixtures/testRecorder.ts'
import { createFakeClock, type FakeClock } from '../../fixtures/fakeClock.ts'

export interface Harness {
  sender: Sender
  /** Every version of every exchange that was recorded. */
  records: Exchange[]
  progress: Progress[]
  windows: WindowState[]
  tokens: TokenState[]
  /** Sends and gives the final exchange, checked against its schema. */
  send(options: Partial<SendOptions> & Pick<SendOptions, 'target'>): Promise<Exchange>
  begin(options: Partial<SendOptions> & Pick<SendOptions, 'target'>): { id: string; done: Promise<Exchange> }
  /** True when every exchange under way waits for the clock, and not for a socket. */
  isIdle(): boolean
}

export interface HarnessOptions extends Partial<SenderPorts> {
  keep?: RecorderPorts['keep']
}

export function createHarness(
  clock: Clock,
  profile: Profile,
  { keep = () => Promise.resolve(), ...ports }: HarnessOptions = {},
): Harness {
  const states = new Map<string, Progress['state']>()
  const harness: Omit<Harness, 'send' | 'begin' | 'sender' | 'isIdle'> = {
    records: [],
    progress: [],
    windows: [],
    tokens: [],
  }
  const sender = createSender({
    clock,
    secretOf: (_, alias) => Promise.resolve(`sandbox-${alias}`),
    recorder: testRecorder({
      keep: (exchange, options) => {
        harness.records.push(exchange)
        return keep(exchange, options)
      },
    }),
    onProgress: (progress) => {
      harness.progress.push(progress)
      if (progress.state === 'done') states.delete(progress.id)
      else states.set(progress.id, progress.state)
    },
    onWindow: (state) => harness.windows.push(state),
    onToken: (state) => harness.tokens.push(state),
    catalog: () => builtInCatalog,
    environment: {},
    ...ports,
  })
  const begin: Harness['begin'] = (options) => {
    const { id, done } = sender.send({
      profile,
      key: 'site-7',
      method: 'GET',
      headers: [],
      body: null,
      markedIdempotent: false,
      source: 'cli',
      replayOf: null,
      ...options,
    })
    return { id, done: done.then((exchange) => exchangeSchema.parse(exchange)) }
  }
  return {
    ...harness,
    sender,
    begin,
    send: (options) => begin(options).done,
    isIdle: () => [...states.values()].every((state) => state === 'waiting'),
  }
}

/** Waits for a promise in virtual time: whenever everything waits for the clock, the clock moves on. */
export async function inVirtualTime<T>(clock: FakeClock, harness: Harness, promise: Promise<T>): Promise<T> {
  let isSettled = false
  const settle = () => {
    isSettled = true
  }
  promise.then(settle, settle)
  for (;;) {
    await nextTurn()
    if (isSettled) return promise
    if (harness.isIdle() && clock.sleeping > 0) await clock.advanceToNext()
  }
}

/** Lets everything run that is due, sockets included. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Ends when the condition holds; the test's own time-out is its only limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn()
}

export function profileAt(url: string, changes: Partial<Profile> = {}): Profile {
  return { ...profileFor('test', 'Test', url), ...changes }
}

export { createFakeClock, type FakeClock }

/** What stands for an exchange in one line: `request 500 back-off, request 200 accept`. */
export function story(exchange: Exchange): string {
  return exchange.attempts
    .map(({ purpose, response, failure, decision }) =>
      [purpose, failure?.kind ?? response?.status ?? 'none', decision?.action ?? 'open'].join(' '),
    )
    .join(', ')
}

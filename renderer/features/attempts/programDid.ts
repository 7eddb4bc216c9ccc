import type { ClientDid } from '../../../app/contract/capture.ts'
import { formatDuration } from '../../../app/contract/duration.ts'
import type { Decision } from '../../../app/contract/exchange.ts'
import type { Tone } from '../../ui/outcome.ts'

type Recommended = Pick<Decision, 'action' | 'delayMs'>

const RECOMMENDED: Readonly<Record<Decision['action'], (delay: string) => string>> = {
  accept: () => 'Nothing more',
  stop: () => 'No retry',
  refresh: () => 'Request a new token, then retry once',
  wait: (delay) => `Wait ${delay}, then retry`,
  'back-off': (delay) => `Retry after ${delay}`,
}

/** What the API documentation asks a program to do. */
export function recommendedText({ action, delayMs }: Recommended): string {
  return RECOMMENDED[action](formatDuration(delayMs))
}

const DID: Readonly<Record<ClientDid['verdict'], (after: string) => string>> = {
  'as-recommended': (after) => `As recommended, after ${after}`,
  'too-early': (after) => `Too early, after ${after}`,
  'should-not': (after) => `Repeated it, after ${after}`,
  nothing: (after) => `No retry within ${after}`,
}

/** What the program did. */
export function didText({ verdict, afterMs }: ClientDid): string {
  return DID[verdict](formatDuration(Math.round(afterMs)))
}

/** Only what is wrong is coloured. */
export function didTone({ verdict }: ClientDid): Tone {
  if (verdict === 'as-recommended') return 'success'
  return verdict === 'nothing' ? 'warning' : 'failure'
}

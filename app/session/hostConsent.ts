import { formatDuration } from '../contract/duration.ts'
import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'

export interface HostConsentPorts {
  clock: Pick<Clock, 'monotonic'>
  /** Whether requests may go to an origin without a question. */
  isKnown(origin: string): boolean
  /** Asks the user outside the page. */
  ask(origin: string): Promise<boolean>
  /** Remembers an origin beyond this session, where that is wanted. */
  keep(origin: string): Promise<void>
}

/**
 * Null when requests may go to the origin, else a promise of the user's consent.
 * @throws PosternError bad-input, from the promise, when the user does not consent
 */
export type HostConsent = (origin: string) => Promise<void> | null

/** After a "no" the same question is not asked again for so long: a page could repeat it until the user gives in. */
const QUIET_MS = 5000

/**
 * Asks the user about each host once, and about one at a time: a page that was taken over could send what it sees to any
 * host. A "no" counts for all the questions that wait behind it.
 */
export function createHostConsent({ clock, isKnown, ask, keep }: HostConsentPorts): HostConsent {
  const confirmed = new Set<string>()
  const refusedAt = new Map<string, number>()
  const inProgress = new Map<string, Promise<boolean>>()
  let refusals = 0
  let last: Promise<unknown> = Promise.resolve()

  async function answerTo(origin: string, refusalsBefore: number): Promise<boolean> {
    if (refusals > refusalsBefore) return false
    if (await ask(origin)) {
      confirmed.add(origin)
      await keep(origin)
      return true
    }
    refusals += 1
    refusedAt.set(origin, clock.monotonic())
    return false
  }

  function question(origin: string): Promise<boolean> {
    const refusalsBefore = refusals
    const answer = last.then(() => answerTo(origin, refusalsBefore)).finally(() => inProgress.delete(origin))
    inProgress.set(origin, answer)
    last = answer.catch(() => undefined)
    return answer
  }

  async function consent(origin: string): Promise<void> {
    const isQuiet = clock.monotonic() - (refusedAt.get(origin) ?? -Infinity) < QUIET_MS
    if (isQuiet || !(await (inProgress.get(origin) ?? question(origin)))) throw refused(origin)
  }

  return (origin) => (isKnown(origin) || confirmed.has(origin) ? null : consent(origin))
}

function refused(origin: string): PosternError {
  return new PosternError(
    'bad-input',
    `You have not confirmed the host ${origin}.`,
    `Wait ${formatDuration(QUIET_MS)}, send the request, and select “Send requests” in the dialog.`,
  )
}

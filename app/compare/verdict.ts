import type { Verdict } from '../contract/comparison.ts'
import type { Exchange } from '../contract/exchange.ts'
import { clip } from '../contract/values.ts'
import { blankMessage } from '../diagnosis/fingerprint.ts'

interface Judgement {
  verdict: Verdict
  /** What the verdict says of these two, in plain words. */
  sentence: string
}

/** What became of a request, from the earlier exchange to the later one. */
export function judge(before: Exchange, after: Exchange): Judgement {
  const open = [before, after].find(({ outcome }) => outcome === null || !isDecided(outcome))
  if (open) return undecided(open, open === before)
  const [earlier, later] = [said(before), said(after)]
  if (before.outcome === 'success') {
    return after.outcome === 'success'
      ? { verdict: 'still-succeeds', sentence: `It succeeded before and it succeeds now (${later}).` }
      : { verdict: 'worse', sentence: `It succeeded before (${earlier}) and fails now: ${later}.` }
  }
  if (after.outcome === 'success')
    return { verdict: 'fixed', sentence: `It failed before (${earlier}) and succeeds now (${later}).` }
  if (failureOf(before) === failureOf(after))
    return { verdict: 'same', sentence: `It fails as before: ${later}. The response has not changed.` }
  return { verdict: 'different-failure', sentence: otherWay(before, after, earlier, later) }
}

/** Where status and code are the same, only the words tell the two ways apart. */
function otherWay(before: Exchange, after: Exchange, earlier: string, later: string): string {
  if (earlier !== later) return `It still fails, but in another way: ${earlier} before, ${later} now.`
  const [old, now] = [messageOf(before), messageOf(after)]
  if (old === now) return `It still fails with ${later}, but its end or its error is of another kind.`
  return `It still fails with ${later}, but the API says something else: ${worded(old)} before, ${worded(now)} now.`
}

const worded = (message: string) => (message === '' ? 'nothing' : `“${clip(message, 120)}”`)

function isDecided(outcome: NonNullable<Exchange['outcome']>): boolean {
  return outcome !== 'cancelled' && outcome !== 'interrupted'
}

function undecided({ outcome }: Exchange, isBefore: boolean): Judgement {
  const which = isBefore ? 'The earlier exchange' : 'The later exchange'
  const what =
    outcome === null
      ? 'is still in progress'
      : outcome === 'cancelled'
        ? 'ended before its response, because you cancelled it'
        : 'ended before its response, because Postern ended'
  return { verdict: 'undecided', sentence: `${which} ${what}. Postern cannot compare them.` }
}

/** Equal for failures of the same kind: ids, numbers and quoted values in messages do not count. */
function failureOf(exchange: Exchange): string {
  const { outcome, envelope, attempts } = exchange
  const last = attempts.at(-1)
  return JSON.stringify([
    outcome,
    last?.purpose,
    last?.response?.status,
    last?.failure?.kind,
    last?.failure?.code,
    envelope?.code,
    blankMessage(messageOf(exchange)),
  ])
}

function messageOf({ envelope }: Exchange): string {
  const errors = (envelope?.errors ?? []).slice(0, 3).map(({ message }) => message)
  return errors.join(' ').trim() || (envelope?.message ?? '')
}

const WORDS = {
  dns: 'Postern did not find the host',
  refused: 'the host refused the connection',
  reset: 'the connection broke off',
  timeout: 'no response arrived in time',
  tls: 'no secure connection came about',
  'too-large': 'the response was too large',
  'bad-response': 'the response was not HTTP',
  redirect: 'a redirect led elsewhere',
  cancelled: 'cancelled',
} satisfies Record<NonNullable<Exchange['attempts'][number]['failure']>['kind'], string>

/** How an exchange ended, in a few words. */
function said({ attempts, envelope }: Exchange): string {
  const last = attempts.at(-1)
  const where = last?.purpose === 'token' ? 'token request: ' : ''
  if (last?.failure) return where + WORDS[last.failure.kind]
  if (!last?.response) return `${where}no response`
  const code = envelope?.code ?? null
  return `${where}HTTP ${last.response.status}${code === null || code === 0 ? '' : `, code ${code}`}`
}

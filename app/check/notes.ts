import { formatDuration } from '../contract/duration.ts'
import { plural } from '../contract/words.ts'
import type { Call } from './calls.ts'
import type { Trace } from './trace.ts'

/** A difference of clocks that is worth a word, ms. */
const CLOCK_MS = 2000

const CODE_UNSEEN =
  'Postern cannot see whether your program reads status.code. It sees only the calls that follow.'

/** What the calls cannot tell, and what makes a verdict less sure. */
export function notesOn(traces: readonly Trace[]): string[] {
  const calls = traces.flatMap((trace) => trace.calls)
  if (calls.length === 0) return []
  const count = (isMeant: (call: Call) => boolean) => calls.filter(isMeant).length
  const imported = count(({ exchange }) => exchange.source === 'import')
  const cut = count(
    ({ attempt: { response } }) => response !== null && response.truncated && response.body === '',
  )
  const untimed = count(({ attempt }) => attempt.timing.totalMs === null)
  const undated = count(({ server, attempt }) => !server.isKnown && attempt.response !== null)
  const ambiguous = traces
    .flatMap(({ chains }) => chains)
    .filter((chain) => chain.isAmbiguous)
    .reduce((sum, chain) => sum + chain.calls.length, 0)
  const unsure = traces.reduce((sum, trace) => sum + unsureIn(trace), 0)
  const offset = farthest(calls)
  const programs = new Set(calls.map(({ client }) => client)).size
  const notes = [
    programs > 1 &&
      `The calls are from ${plural(programs, 'program')}, or starts of one. Postern checked each of them on its own.`,
    ambiguous > 0 &&
      `Postern cannot match ${plural(ambiguous, 'call')} to a request: equal calls ran in parallel, or bodies are missing. Rules on retries leave them out.`,
    unsure > 0 &&
      `${plural(unsure, 'call')} began in a burst of calls, one of which got a 401 or a 429. Postern cannot see whether your program knew of it, and leaves them out.`,
    imported > 0 &&
      `Files without connections and keys brought ${plural(imported, 'call')}. Verdicts on them are less sure.`,
    cut > 0 && `The files have no body for ${plural(cut, 'response')}, so Postern saw no service code there.`,
    untimed > 0 &&
      `The files name no duration for ${plural(untimed, 'call')}, so pauses may be shorter than shown.`,
    undated > 0 &&
      'The responses have no Date header. Postern took the minutes of the rate window from the clock of the calls. For over-the-window it leaves those calls out.',
    Math.abs(offset) >= CLOCK_MS &&
      `The clock of the API was ${formatDuration(offset)} ${offset > 0 ? 'ahead' : 'behind'}. Postern used the clock of the API for the rate window.`,
    CODE_UNSEEN,
  ]
  return notes.filter((note) => note !== false)
}

/** Calls that a program may have made before it knew of a 401 or a 429. */
function unsureIn({ calls, unsureAfter }: Trace): number {
  const refused = calls.filter(
    ({ kind, isToken }) => !isToken && (kind === 'unauthorized' || kind === 'full'),
  )
  const unsure = new Set<Call>()
  for (const call of refused) for (const each of unsureAfter(call)) unsure.add(each)
  return unsure.size
}

/** By how much the server's clock differs from that of the calls, at least, ms. */
function farthest(calls: readonly Call[]): number {
  let most = 0
  for (const { server, sentAt } of calls) {
    const [low, high] = [server.from - sentAt, server.to - sentAt]
    const least = low > 0 ? low : high < 0 ? high : 0
    if (Math.abs(least) > Math.abs(most)) most = least
  }
  return most
}

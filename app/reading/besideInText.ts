import type { Beside } from './beside.ts'
import { headAt } from './heads.ts'
import { peeledText } from './peeling.ts'
import { requestInCode } from './codeRequests.ts'
import { requestsIn } from './requestWords.ts'
import { mentionsIn, type Mention } from './statusWords.ts'

/** So far before and behind a response its status and its request are looked for. */
const NEAR_BEFORE = 6000
const NEAR_AFTER = 2000

interface Span {
  start: number
  end: number
}

/** What the text around a response tells of it; `fails` is what the response says of itself. */
export function besideInText(
  text: string,
  { start, end }: Span,
  fails: boolean | null,
  edges = { from: 0, to: text.length },
): Beside {
  const before = peeledText(text.slice(Math.max(edges.from, start - NEAR_BEFORE, 0), start))
  const after = peeledText(text.slice(end, Math.min(edges.to, end + NEAR_AFTER)))
  const mention = mentionFor(before, after, fails)
  return {
    status: mention?.status ?? null,
    headers: mention?.isHead ? (headAt(before, mention.at)?.headers ?? []) : [],
    request: requestsIn(before).at(-1)?.line ?? requestsIn(after)[0]?.line ?? requestInCode(before),
  }
}

/** The mention that belongs to a response: the head above it, else the nearest before it, else the first behind it. */
function mentionFor(before: string, after: string, fails: boolean | null): Mention | null {
  const earlier = mentionsIn(before)
  const head = earlier.filter((mention) => mention.isHead).at(-1)
  if (head) return head
  const last = earlier.at(-1)
  if (last && (isBeside(before, last) || agrees(last, fails))) return last
  const fitting = earlier.filter((mention) => agrees(mention, fails)).at(-1)
  if (fitting) return fitting
  return mentionsIn(after).find((mention) => agrees(mention, fails)) ?? null
}

/** On the same line, or on a line of its own right above. */
function isBeside(before: string, { at }: Mention): boolean {
  const between = before.slice(at).trimEnd()
  return !between.includes('\n') && (between.length < 80 || !/\n\s*$/.test(before))
}

/** A status elsewhere in the text that says the contrary is that of another request. */
function agrees({ status }: Mention, fails: boolean | null): boolean {
  return fails === null || (fails ? status >= 300 : status >= 200 && status < 300)
}

import { step, type Step } from '../../catalog/text.ts'
import { plural } from '../../contract/words.ts'
import type { AnswerContext } from '../answerContext.ts'
import { timeOf } from '../values/dates.ts'

const OUT_OF_TIME =
  /\btime[ds]?[ -]?out\b|\bdeadlock|\btook too long\b|\b(?:statement|query|command|operation|task) (?:was )?cancell?ed\b|\bdeadline exceeded\b|\block (?:request|wait)\b|\bout of memory\b/i
const DAY_MS = 24 * 3600 * 1000
/** From here on a range or a page is a likely reason for a long query. */
const MANY_DAYS = 14
const MANY_ROWS = 200

/** The step to ask for less, where the words of a failed read say that it took too long and the request asks for much. */
export function lessAsked({ messages, request, target, isTokenAnswer }: AnswerContext): Step[] {
  if (request.method.toUpperCase() !== 'GET' || isTokenAnswer || !messages.some(isOutOfTime)) return []
  const sent = new Map(target.query.map(([name, value]) => [name.toLowerCase(), value]))
  const [from, to] = ['startdate', 'enddate'].map((name) => timeOf(sent.get(name) ?? ''))
  const days = typeof from === 'number' && typeof to === 'number' ? Math.round((to - from) / DAY_MS) : 0
  const limit = sent.get('limit') ?? ''
  const steps = [
    ...(days >= MANY_DAYS ? [`Ask for a shorter range: it has ${plural(days, 'day', 'days')} now.`] : []),
    ...(/^\d{1,9}$/.test(limit) && Number(limit) >= MANY_ROWS
      ? [`Ask for a smaller page: the request has limit=${limit}.`]
      : []),
  ]
  return steps.map((text) => step(text, 'edit-request'))
}

const isOutOfTime = (message: string) => OUT_OF_TIME.test(message.slice(0, 500))

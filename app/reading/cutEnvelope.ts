import { isObject, own, parseJson, type JsonObject } from '../contract/values.ts'
import { likenessOf } from './envelopes.ts'
import type { Hit } from './hits.ts'
import { repaired } from './nearJson.ts'

/** How an envelope begins, whatever its end. */
const BEGINNING = /\{\s{0,40}(?:["']?status["']?\s{0,4}(?::|=>)\s{0,4}\{|["']?isSuccess["']?\s{0,4}(?::|=>))/g
/** What says that the rest was left out. */
const CUT_MARK =
  /\s*(?:\(truncated\.*\)|\[truncated\]|<truncated>|\.{3}\s*\(?\d+ (?:more )?(?:bytes|characters|chars)[^\n]{0,20}|…|\.{3})\s*["'`)\]]*/i
const LONGEST = 64 * 1024
const MOST_TRIED = 20

/** Envelopes whose end is not in the text, as far as they go. */
export function cutEnvelopeIn(text: string): Hit[] {
  let tried = 0
  for (const { index } of text.matchAll(BEGINNING)) {
    tried += 1
    if (tried > MOST_TRIED) break
    const rest = text.slice(index, index + LONGEST)
    const mark = CUT_MARK.exec(rest)
    const end = mark ? mark.index : endOfLines(rest)
    const value = repaired(rest.slice(0, end))
    const likeness = likenessOf(value)
    if (likeness === null || !isObject(value)) continue
    // Of a success that is cut nothing is used, as of one that Postern received itself.
    const isUseless = mark === null && saysSuccess(value)
    return [
      {
        value,
        body: isUseless ? rest.slice(0, end).trimEnd() : JSON.stringify(value, null, 2),
        likeness,
        isPartial: !isUseless,
        notes: ['The text ends before the response does.'],
        start: index,
        end: index + end + (mark?.[0].length ?? 0),
        beside: null,
      },
    ]
  }
  return []
}

function saysSuccess(value: JsonObject): boolean {
  const status = own(value, 'status')
  return own(value, 'isSuccess') === true || (isObject(status) && own(status, 'code') === 0)
}

const TAIL = /"(?:message|errorMessage)"\s{0,4}:[^]{0,4000}?"errors"\s{0,4}:\s{0,4}\[/

/** An envelope whose beginning is not in the text: its message and its errors, without the braces that open it. */
export function envelopeTailIn(text: string): Hit[] {
  const index = TAIL.exec(text)?.index
  if (index === undefined || /[{[]\s*$/.test(text.slice(0, index))) return []
  const rest = text.slice(index, index + LONGEST)
  const value = parseJson(`{${rest.slice(0, rest.lastIndexOf('}') + 1)}`)
  const [first]: unknown[] = isObject(value) && Array.isArray(value['errors']) ? value['errors'] : []
  if (!isObject(value) || !isObject(first)) return []
  const status = {
    code: own(first, 'code') ?? null,
    errorMessage: own(value, 'message') ?? own(first, 'message'),
  }
  return [
    {
      value: { status, ...value },
      body: JSON.stringify({ status, ...value }, null, 2),
      likeness: 'envelope',
      isPartial: true,
      notes: ['The text begins in the middle of the response.'],
      start: index,
      end: index + rest.lastIndexOf('}') + 1,
      beside: null,
    },
  ]
}

/** JSON goes on in the next line as long as that begins as a line of it does. */
function endOfLines(text: string): number {
  const other = /\n(?![\s"'}\]{[,\d]|null|true|false)/.exec(text)
  return other?.index ?? text.length
}

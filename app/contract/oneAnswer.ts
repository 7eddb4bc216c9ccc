import type { Diagnosis, Exchange } from './exchange.ts'

type Retry = Diagnosis['retry']

const FIXED = { no: 'No', now: 'Yes, now', unsafe: 'Check first' } as const

/** `After the service runs.` or `After a pause: …`, short enough to be the word itself. */
const AFTER = /^After ([^.:,]{1,40})[.:]\s*(.*)$/s
const NOT_BEFORE = /^Not before (?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d UTC[:,] (.*)$/s
/** Sentences that only quote the response, such as `The API says: “No.”` or `Body field uri (sent as x): “Use HTTPS.”`. */
const QUOTES =
  /(?<=^|[.!?”] )(?:(?:The API|The response|It)(?: also)? says: (?:(?:[\w.$[\]-]+: )?“[^”]*”\.?(?: |$))+|(?:Query parameter|Path value|Body field|Header) (?![^“”]*\((?:left out|not known|sent empty)\))[^“”]*\): “[^”]*”\.?(?: |$))/g

/**
 * Whether a retry helps: one of four words, and what is left to say beside it.
 * @param timeOf how the reader is told a moment, in epoch ms
 */
export function retryWords(
  { helps, notBefore, advice }: Retry,
  timeOf: (moment: number) => string,
): { readonly word: string; readonly advice: string } {
  if (helps !== 'later') return { word: FIXED[helps], advice }
  if (notBefore !== null)
    return {
      word: `Yes, after ${timeOf(Date.parse(notBefore))}`,
      advice: capitalised(NOT_BEFORE.exec(advice)?.[1] ?? advice),
    }
  const [, what = 'a pause', rest = advice] = AFTER.exec(advice) ?? []
  return { word: `Yes, after ${what}`, advice: capitalised(rest) }
}

/** Nobody asks of a success whether it should be sent again. */
export function asksForRetry({ outcome, diagnosis }: Pick<Exchange, 'outcome' | 'diagnosis'>): boolean {
  return diagnosis !== null && !(outcome === 'success' && diagnosis.retry.helps === 'no')
}

/** Meaning and cause in one paragraph. That a request ran is told by the headline of its success. */
export function paragraphOf({ outcome, diagnosis }: Pick<Exchange, 'outcome' | 'diagnosis'>): string {
  if (!diagnosis) return ''
  const { meaning, cause, basis, said = [] } = diagnosis
  if (outcome === 'success') return basis === 'service-code' ? '' : meaning
  const list = said.map(({ message }) => oneLine(message))
  const isListed = (quote: string) => list.some((message) => isQuoteOf(quote, message))
  return [meaning, cause]
    .map((text) =>
      text.replace(QUOTES, (sentence) => (quotesIn(sentence).every(isListed) ? '' : sentence)).trim(),
    )
    .filter((part) => part !== '')
    .join(' ')
}

function quotesIn(sentence: string): string[] {
  return Array.from(sentence.matchAll(/“([^”]*)”/g), ([, quote = '']) => oneLine(quote))
}

/** A long message is quoted by its beginning. */
function isQuoteOf(quote: string, message: string): boolean {
  return quote.endsWith('…') ? message.startsWith(quote.slice(0, -1)) : message === quote
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

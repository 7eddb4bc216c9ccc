import { listed } from '../contract/words.ts'
import { isObject, parseJson } from '../contract/values.ts'
import { besideIn } from './beside.ts'
import { NOTHING, type PastedText } from './pastedText.ts'
import { peeledText } from './peeling.ts'
import { requestInCode } from './codeRequests.ts'
import { hostIn, requestsIn } from './requestWords.ts'
import { mentionsIn, statusOfReason, type Mention } from './statusWords.ts'
import { failureIn } from './transportWords.ts'

/** So much of each end of a text is looked at for words. */
export const MOST_WORDS = 100_000

/** A client that says in words which status came, or why none did; of both the later counts. */
export function inWords(text: string): PastedText | null {
  const words = wordsOf(text)
  const failure = failureIn(words)
  const mentions = mentionsIn(words)
  const value = parseJson(text)
  const beside = isObject(value) ? besideIn({ value, parent: null }, null) : null
  const mention = mentions.filter(({ status }) => status >= 400).at(-1) ?? mentions.at(-1)
  const line = beside?.request ?? requestsIn(words).at(-1)?.line ?? requestInCode(words)
  const code = failure?.failure.code ?? ''
  const isReasonTold = code !== 'REASON_NOT_TOLD'
  // The status that a proxy refused a tunnel with is none of the API.
  const isOfProxy = code.startsWith('PROXY_')
  if (failure && (!mention || isOfProxy || (isReasonTold && mention.at < failure.at))) {
    const host = hostIn(words)
    return {
      ...NOTHING,
      content: 'failure',
      failure: failure.failure,
      request: withHost(line, host),
      confidence: isReasonTold ? 'found' : 'guessed',
      notes: [
        isReasonTold
          ? 'The text says why no response arrived.'
          : 'The text says that no response arrived, but not why.',
      ],
    }
  }
  if (!mention) return null
  return {
    ...NOTHING,
    content: 'response',
    status: mention.status,
    headers: [],
    isPartial: true,
    request: line,
    confidence: 'found',
    notes: [`The text names HTTP status ${mention.status}, and holds no body.`, ...severalOf(mentions)],
  }
}

/** A method whose address is not told goes to the host that the text names. */
function withHost(line: string | null, host: string | null): string | null {
  if (host === null || (line !== null && /[/]/.test(line))) return line
  return `${line ?? ''} https://${host}/`.trim()
}

function severalOf(mentions: readonly Mention[]): string[] {
  const statuses = [...new Set(mentions.map(({ status }) => String(status)))]
  return statuses.length < 2
    ? []
    : [`The text names the HTTP statuses ${listed(statuses)}. Postern explains the last that failed.`]
}

export function wordsOf(text: string): string {
  const words =
    text.length <= 2 * MOST_WORDS ? text : `${text.slice(0, MOST_WORDS)}\n${text.slice(-MOST_WORDS)}`
  return peeledText(words)
}

/** `Bad Gateway` and nothing else, as gateways answer. */
export function reasonAlone(text: string): PastedText | null {
  const status = text.length > 300 ? null : statusOfReason(text)
  if (status === null) return null
  const notes = [guessNote(status)]
  return { ...NOTHING, content: 'response', status, body: text, confidence: 'guessed', notes }
}

const guessNote = (status: number) => `Postern guessed HTTP status ${status} from the words of the text.`

export const isGuessNote = (note: string) => /^Postern guessed HTTP status \d+ from/.test(note)

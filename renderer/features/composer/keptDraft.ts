import { isObject, parseJson } from '../../../app/contract/values.ts'
import { isRandom } from '../../../app/contract/secretNames.ts'
import { copyOf, type Draft, type HeaderLine } from './draft.ts'
import { isSecretLine } from './typedSecrets.ts'

/** What is longer than this is no body that somebody typed, and too much to write at each pause. */
const LONGEST_BODY = 200_000

/**
 * The draft as it goes to main to be kept: headers that look secret are emptied, and have to be entered again. Secrets in
 * address and body main takes out itself, which alone knows those that are stored.
 */
export function withoutSecrets(draft: Draft): Draft {
  return {
    ...draft,
    headers: draft.headers.map((line) =>
      isSecretLine(line) || isRandom(line.value.trim())
        ? { ...line, value: '', isSecret: true }
        : { ...line },
    ),
    body: draft.body.length > LONGEST_BODY ? '' : draft.body,
  }
}

/** The draft as the text that main keeps, with the place that it was written for. */
export function writtenDraft(draft: Draft, writtenFor: string | null = null): string {
  return JSON.stringify({ ...withoutSecrets(copyOf(draft)), writtenFor })
}

interface KeptDraft {
  readonly draft: Draft
  /** Null where it was not told. */
  readonly writtenFor: string | null
}

/** The draft that was kept; null when there is none that can be read. */
export function readDraft(text: string | null): KeptDraft | null {
  const value = parseJson(text ?? '')
  if (!isObject(value)) return null
  const { method, target, headers, body, writtenFor } = value
  // Drafts of earlier versions name it `vouched`.
  const markedIdempotent = value['markedIdempotent'] ?? value['vouched']
  if (typeof method !== 'string' || typeof target !== 'string' || typeof body !== 'string') return null
  if (typeof markedIdempotent !== 'boolean' || !Array.isArray(headers)) return null
  return {
    draft: { method, target, headers: headers.flatMap(readHeader), body, markedIdempotent },
    writtenFor: typeof writtenFor === 'string' ? writtenFor : null,
  }
}

function readHeader(line: unknown): HeaderLine[] {
  if (!isObject(line) || typeof line['name'] !== 'string' || typeof line['value'] !== 'string') return []
  return [
    {
      name: line['name'],
      value: line['value'],
      ...(line['isSecret'] === true && { isSecret: true }),
      ...(line['isOff'] === true && { isOff: true }),
    },
  ]
}

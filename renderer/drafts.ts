import type { Draft, HeaderLine } from './stores/composer.ts'

const PLACE = 'postern.draft'
const VERSION = 1
/** What is longer than this is no body that somebody typed, and too much for the storage. */
const LONGEST_BODY = 200_000

const SECRET_NAME = /(?:key|token|secret|password|signature|cookie|session|credentials?)$|auth/i
/** A JWT, a bearer or basic credential, a webhook's secret, or a long run of letters and digits without a word in it. */
const SECRET_VALUE = /\beyJ[\w-]+\.|^(?:bearer|basic)\s|whsec_|^(?=\S*\d)(?=\S*[A-Za-z])\S{20,}$/i
const SECRET_IN_BODY = /"[^"]*(?:key|token|secret|password)"\s*:|\beyJ[\w-]+\.|whsec_/i

/** Whether a header or a parameter of this name carries a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.trim())
}

/** The draft as it may be kept on disk: what looks secret is left out, and has to be entered again. */
export function withoutSecrets(draft: Draft): Draft {
  return {
    ...draft,
    target: targetWithoutSecrets(draft.target),
    headers: draft.headers.map((line): HeaderLine => {
      const isSecret =
        line.isSecret === true || isSecretName(line.name) || SECRET_VALUE.test(line.value.trim())
      return isSecret ? { ...line, value: '', isSecret } : { ...line }
    }),
    body: draft.body.length > LONGEST_BODY || SECRET_IN_BODY.test(draft.body) ? '' : draft.body,
  }
}

function targetWithoutSecrets(target: string): string {
  const withoutUser = target.replace(/^(https?:\/\/)[^/@?#]*@/i, '$1')
  return withoutUser.replace(
    /([?&])([^=&#]*)=([^&#]*)/g,
    (whole, mark: string, name: string, value: string) =>
      isSecretName(name) || SECRET_VALUE.test(value) ? `${mark}${name}=` : whole,
  )
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>

/**
 * Keeps the draft without what looks secret, and without what `clean` knows to be. Never rejects: a storage that is full
 * or forbidden costs the draft, which is not worth a message.
 */
export async function keepDraft(
  storage: Storage,
  draft: Draft,
  clean: (text: string) => Promise<string>,
): Promise<void> {
  const text = JSON.stringify({ version: VERSION, draft: withoutSecrets(draft) })
  try {
    storage.setItem(PLACE, await clean(text))
  } catch {
    // What was kept before is as good.
  }
}

/** The draft that was kept; null when there is none that can be read. */
export function keptDraft(storage: Storage): Draft | null {
  try {
    const value: unknown = JSON.parse(storage.getItem(PLACE) ?? 'null')
    if (!isRecord(value) || value['version'] !== VERSION || !isRecord(value['draft'])) return null
    const { method, target, headers, body, vouched } = value['draft']
    if (typeof method !== 'string' || typeof target !== 'string' || typeof body !== 'string') return null
    if (typeof vouched !== 'boolean' || !Array.isArray(headers)) return null
    return { method, target, headers: headers.flatMap(readHeader), body, vouched }
  } catch {
    return null
  }
}

function readHeader(line: unknown): HeaderLine[] {
  if (!isRecord(line) || typeof line['name'] !== 'string' || typeof line['value'] !== 'string') return []
  return [
    {
      name: line['name'],
      value: line['value'],
      ...(line['isSecret'] === true && { isSecret: true }),
      ...(line['isOff'] === true && { isOff: true }),
    },
  ]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

import type { Hash, HeaderForm, KeyForm, Scheme, SignatureEncoding } from '../../contract/webhooks.ts'

/** Names of the headers that a verifier reads, in lower case. */
export interface HeaderNames {
  signature: string
  id: string
  timestamp: string
}

export const USUAL_NAMES: HeaderNames = {
  signature: 'webhooks-signature',
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
}

/** What each language writes in its own way. */
export interface VerifierPlan {
  names: HeaderNames
  key: KeyForm
  hash: Hash
  encoding: SignatureEncoding
  /** The header is split at this sign; empty where it is one piece. */
  separator: string
  /** What is before a signature in its piece. */
  prefix: string
  /** Where the timestamp is; null where nothing needs it. */
  timestampIn: 'header' | 'signature' | null
  needsId: boolean
  /** What is signed, in order: a name for what the delivery has, and a text for all else. */
  pieces: readonly ({ name: 'id' | 'timestamp' | 'body' } | { text: string })[]
}

const HEADERS: Readonly<Record<HeaderForm, { separator: string; prefix: string }>> = {
  bare: { separator: '', prefix: '' },
  'sha256=': { separator: '', prefix: 'sha256=' },
  'sha1=': { separator: '', prefix: 'sha1=' },
  'sha512=': { separator: '', prefix: 'sha512=' },
  'v0=': { separator: '', prefix: 'v0=' },
  'v1,': { separator: ' ', prefix: 'v1,' },
  't=,v1=': { separator: ',', prefix: 'v1=' },
}

export function verifierPlan(
  { key, hash, signed, encoding, header }: Scheme,
  names: HeaderNames,
): VerifierPlan {
  const pieces: readonly string[] = signed.match(/timestamp|body|id|(?:(?!timestamp|body|id)[^])+/g) ?? []
  const needsTimestamp = pieces.includes('timestamp')
  return {
    ...{ names, key, hash, encoding },
    ...HEADERS[header],
    timestampIn: !needsTimestamp ? null : header === 't=,v1=' ? 'signature' : 'header',
    needsId: pieces.includes('id'),
    pieces: pieces.map((piece) =>
      piece === 'id' || piece === 'timestamp' || piece === 'body' ? { name: piece } : { text: piece },
    ),
  }
}

/** Seconds that a timestamp may be from now, as Standard Webhooks has it. */
export const TOLERANCE_S = 300

import type { KeyForm } from '../../contract/webhooks.ts'
import { TOLERANCE_S, type VerifierPlan } from './plan.ts'

const KEYS: Readonly<Record<KeyForm, string>> = {
  whole: `Buffer.from(secret)`,
  'without-prefix': `Buffer.from(secret.replace(/^whsec_/, ''))`,
  base64: `Buffer.from(secret.replace(/^whsec_/, ''), 'base64')`,
  hex: `Buffer.from(secret.replace(/^whsec_/, ''), 'hex')`,
}

export function nodeVerifier(plan: VerifierPlan): string {
  const { names, key, hash, encoding, separator, prefix, timestampIn, needsId, pieces } = plan
  const timestamp = {
    header: `headers['${names.timestamp}'] ?? ''`,
    signature: `(parts.find((part) => part.startsWith('t=')) ?? '').slice(2)`,
  }
  const signed = pieces.map((piece) =>
    'text' in piece
      ? `Buffer.from('${piece.text}')`
      : piece.name === 'body'
        ? 'body'
        : `Buffer.from(${piece.name})`,
  )
  return `import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Whether the secret has signed a delivery. \`body\` is a Buffer of the raw bytes, before anything parses them.
 * \`headers\` has names in lower case, and \`now\` is in seconds.
 */
export function verifyWebhook(body, headers, secret, now = Date.now() / 1000) {
  const header = headers['${names.signature}'] ?? ''
  const parts = ${separator === '' ? '[header.trim()]' : `header.split('${separator}').map((part) => part.trim())`}
${needsId ? `  const id = headers['${names.id}'] ?? ''\n` : ''}${
    timestampIn === null
      ? ''
      : `  const timestamp = ${timestamp[timestampIn]}
  // Refuse an old delivery: it may be a replay by others.
  if (!(Math.abs(now - Number(timestamp)) <= ${TOLERANCE_S})) return false
`
  }  const key = ${KEYS[key]}
  const signed = Buffer.concat([${signed.join(', ')}])
  const expected = createHmac('${hash}', key).update(signed).digest()
  return parts
    .filter((part) => part.startsWith('${prefix}'))
    .map((part) => Buffer.from(part.slice(${prefix.length}), '${encoding}'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected))
}
`
}

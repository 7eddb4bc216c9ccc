import { SIGNATURE_HEADER, type Certainty, type DeliveryDetails, type Scheme } from '../contract/webhooks.ts'
import { either } from '../contract/words.ts'
import { formerBodies, MOST_COMPARED } from './changedBody.ts'
import { signatureHeaders, type Delivery } from './delivery.ts'
import { isSameScheme, type Hashing } from './scheme.ts'
import { findScheme, isSigned, signaturesOf } from './verify.ts'

export interface WebhookSecret {
  /** What it goes by in what Postern shows. */
  name: string
  value: string
}

/** A scheme that deliveries have shown. */
export interface KnownScheme {
  scheme: Scheme
  certainty: Exclude<Certainty, 'assumed'>
}

export type Judgement = Pick<DeliveryDetails, 'signature' | 'scheme' | 'certainty' | 'signedBy' | 'reason'>

const NOTHING = { scheme: null, certainty: null, signedBy: null }

/**
 * Who signed a delivery, and how; else why nothing fits, as far as that can be known. A scheme that is known comes first,
 * and all others after it, until it is certain.
 */
export function judge(
  delivery: Delivery,
  secrets: readonly WebhookSecret[],
  known: KnownScheme | null,
  hashing: Hashing,
): Judgement {
  if (signatureHeaders(delivery).length === 0)
    return { ...NOTHING, signature: 'missing', reason: `The delivery has no ${SIGNATURE_HEADER} header.` }
  if (secrets.length === 0)
    return {
      ...NOTHING,
      signature: 'unknown-scheme',
      reason: 'Postern has no secret, so it did not check the signature.',
    }
  for (const secret of secrets) {
    const scheme = schemeOf(delivery, secret, known, hashing)
    if (!scheme) continue
    // Who has an old delivery can write its bytes as those of another scheme, and needs no secret for it.
    if (known?.certainty === 'certain' && !isSameScheme(scheme, known.scheme))
      return {
        signature: 'wrong',
        scheme: known.scheme,
        certainty: known.certainty,
        signedBy: null,
        reason: OF_ANOTHER_SCHEME,
      }
    const certainty = certaintyOf(scheme, known)
    return {
      signature: 'valid',
      scheme,
      certainty,
      signedBy: secret.name,
      reason: validText(secret, secrets),
    }
  }
  return unmatched(delivery, secrets, known, hashing)
}

const OF_ANOTHER_SCHEME =
  'The signature fits another scheme than that of the deliveries before. It may be an old delivery in another form.'

function certaintyOf(scheme: Scheme, known: KnownScheme | null): KnownScheme['certainty'] {
  return known && isSameScheme(scheme, known.scheme) ? known.certainty : 'found'
}

function validText({ name }: WebhookSecret, secrets: readonly WebhookSecret[]): string {
  return secrets.length === 1
    ? 'The signature is valid.'
    : `The signature is valid. The secret “${name}” signed the delivery.`
}

function schemeOf(
  delivery: Delivery,
  { value }: WebhookSecret,
  known: KnownScheme | null,
  hashing: Hashing,
): Scheme | null {
  if (known && isSigned(delivery, value, known.scheme, hashing)) return known.scheme
  return findScheme(delivery, value, hashing)
}

/** No secret has signed the body that arrived. */
function unmatched(
  delivery: Delivery,
  secrets: readonly WebhookSecret[],
  known: KnownScheme | null,
  hashing: Hashing,
): Judgement {
  const state = known
    ? ({ ...NOTHING, ...known, signature: 'wrong' } as const)
    : ({ ...NOTHING, signature: 'unknown-scheme' } as const)
  if (signaturesOf(delivery).length === 0) {
    const name = signatureHeaders(delivery)[0]?.[0] ?? SIGNATURE_HEADER
    return { ...state, reason: `The header ${name} has no signature of SHA-1, SHA-256 or SHA-512.` }
  }
  for (const { body, change } of formerBodies(delivery.body))
    for (const secret of secrets) {
      const former = { ...delivery, body }
      // Once the scheme is certain, each body is held against that one alone.
      const scheme =
        known?.certainty === 'certain'
          ? isSigned(former, secret.value, known.scheme, hashing) && known.scheme
          : schemeOf(former, secret, known, hashing)
      if (!scheme) continue
      const reason = `${change} The signature fits the body before that.`
      const certainty = certaintyOf(scheme, known)
      return { signature: 'wrong', scheme, certainty, signedBy: secret.name, reason }
    }
  const names = either(secrets.map(({ name }) => `“${name}”`))
  const notCompared =
    delivery.body.length > MOST_COMPARED ? ' Postern looks for changes only in bodies up to 64 KB.' : ''
  if (known?.certainty === 'certain')
    return {
      ...state,
      reason: `The scheme is certain, so ${names} did not sign this body. Compare the secret first.${notCompared}`,
    }
  return {
    ...state,
    reason: `Postern found no scheme by which ${names} signed this body. The secret or the scheme may be another one.${notCompared}`,
  }
}

/** What is known of the scheme after a delivery; `mark` tells one delivery from another. */
export interface LearntScheme extends KnownScheme {
  /** Of the delivery that it was found from. */
  mark: string
}

/** A second delivery makes a scheme certain; the same one, delivered twice, does not. */
export function learnt(
  before: LearntScheme | null,
  { signature, scheme }: Judgement,
  mark: string,
): LearntScheme | null {
  if (signature !== 'valid' || !scheme) return before
  if (before?.certainty === 'certain') return before
  if (!before || !isSameScheme(before.scheme, scheme)) return { scheme, certainty: 'found', mark }
  return before.mark === mark ? before : { ...before, certainty: 'certain' }
}

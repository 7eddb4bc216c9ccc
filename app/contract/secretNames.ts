import { isTemplate } from './placeholder.ts'

/** Where a name stands. `field`: of JSON, XML or a form, and environment variables. */
export type NamePlace = 'header' | 'field' | 'query'

/**
 * How much a name says about its value. `always`: a secret. `text`: a secret unless it is a number or shorter than any.
 * `random`: a secret if it looks made by a machine, since people use that name for other things too.
 */
export type Secrecy = 'always' | 'text' | 'random'

/**
 * Names are compared in lower case and without what is no letter or digit: `X-Api-Key`, `x.api_key`, `xApiKey` are one.
 * A number at the end tells several apart: `password2`.
 */
function squashed(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z\d]/g, '')
    .replace(/\d+$/, '')
}

interface Rule {
  secrecy: Secrecy
  places?: readonly NamePlace[]
  /** For squashed names. */
  names: RegExp
}

/** Marks of paging and of versions, and keys that only tell records apart. */
const HARMLESS =
  /(?:(?:page|paging|continuation|cursor|next|prev|previous|sync|delta|skip|change|cancel|cancellation|concurrency|version|resume|starting|etag)token|(?:idempotency|websocket|surrogate|cache|partition|sort|routing|order|ordering|group|dedupe?|deduplication|correlation|message|public|foreign|record|row)key)(?:value)?$/
/** What a name may say of how the secret is written. */
const WRITTEN = /(?:value|plain(?:text)?|hash|pem|base64|confirm(?:ation)?)$/

const CREDENTIAL =
  'password|passwort|kennwort|wachtwoord|motdepasse|contrase(?:n|ny)?a|senha|passwd|passphrase|passcode|pwd|secret|token|jwt|authorization|connectionstring|codeverifier|clientassertion|samlresponse|sharedaccesssignature|(?:api|private|secret|shared|sharedaccess|signing|encryption|decryption|cipher|serviceaccount|master|session|subscription|auth|functions?|storage|deploy|license|hmac|webhook)key'

/** The first that fits decides. */
const RULES: readonly Rule[] = [
  {
    secrecy: 'always',
    names: new RegExp(
      `(?:${CREDENTIAL}|[cx]srf|secretkeybase|(?:authorization|device|mfa|2fa|security|recovery|backup|onetime|sms|verification)codes?)$|passwords$`,
    ),
  },
  {
    secrecy: 'always',
    names: /^(?:(?:x|external|gh|ocp|apim)*subkey|(?:user|access|login|card)?pin|cvv|cvc)$/,
  },
  {
    secrecy: 'text',
    names: new RegExp(
      `(?:${CREDENTIAL}|cookie)s$|^(?:(?:db|database|user|admin|root|bind|proxy|smtp|imap|mail|ftp|redis|mysql|pg)?pass|mnemonic|bearer|assertion|totp|otp|connectsid|(?:primary|secondary|account|app|application)key)$|(?:accesskey(?:id)?|sess(?:ion)?id|cookie)$`,
    ),
  },
  { places: ['header'], secrecy: 'always', names: /(?:auth|authentication|session)$|^sid$/ },
  { places: ['query', 'header'], secrecy: 'always', names: /^sig$|signature$|^x(?:amz|goog)credential$/ },
  // `Access-Control-Allow-Credentials` says yes or no.
  { places: ['header'], secrecy: 'text', names: /(?<!allow)credentials?$/ },
  {
    secrecy: 'random',
    names:
      /^(?:auth|authentication|refresh|sig|(?:basic|bearer|redis)auth)$|(?:credentials?|signature|verifier|hmac)$/,
  },
  { places: ['query'], secrecy: 'random', names: /^(?:code|key|sid|ticket)$/ },
]

/** In a header `key` as a word of its own says enough: headers carry no records. */
const KEY_OF_HEADER = /(?:^|[-_])key$/i
/** Faults that the sandbox is asked for. */
const SANDBOX_HEADER = /^x-sandbox-/i

/** What the name alone says of its value; null for an ordinary name. */
export function secrecyOf(name: string, place: NamePlace): Secrecy | null {
  const plain = squashed(name)
  if (HARMLESS.test(plain) || (place === 'header' && SANDBOX_HEADER.test(name))) return null
  const secrecy = secrecyOfPlain(plain, place) ?? secrecyOfPlain(squashed(plain.replace(WRITTEN, '')), place)
  return secrecy ?? (place === 'header' && KEY_OF_HEADER.test(name) ? 'always' : null)
}

function secrecyOfPlain(plain: string, place: NamePlace): Secrecy | null {
  const rule = RULES.find(({ names, places }) => (places?.includes(place) ?? true) && names.test(plain))
  return rule?.secrecy ?? null
}

/** Whether a value of this name is a secret, whatever the value is. */
export function isSecretName(name: string, place: NamePlace): boolean {
  const secrecy = secrecyOf(name, place)
  return secrecy === 'always' || secrecy === 'text'
}

/** What only its name tells may be any word: shorter ones would be found everywhere. */
export const SHORTEST_FOUND = 6

/** Whether a text under a name of this secrecy is a secret. */
export function isSecretText(value: string, secrecy: Secrecy): boolean {
  if (isTemplate(value) || NOTHING.test(value)) return false
  if (secrecy === 'text') return value.length >= SHORTEST_FOUND
  return secrecy === 'always' ? value !== '' : isRandom(value)
}

/** What programs write where their variable holds nothing, and a template in a URL. */
const NOTHING = /^(?:undefined|null|nan|none|\[object object\]|(?:%3C|%7B)[\w.-]{1,60}(?:%3E|%7D))$/i

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Letters of both cases with digits, or a long run of hex digits; a UUID is the id of a record. */
export function isRandom(value: string): boolean {
  if (value.length < 16 || !/\d/.test(value) || /\s/.test(value) || UUID.test(value)) return false
  return (/[a-z]/.test(value) && /[A-Z]/.test(value)) || /^[\da-f.-]{20,}$/i.test(value)
}

/** Cookies whose values let somebody in; the others tell a language or a theme. */
export function isSessionCookie(name: string, value: string): boolean {
  return (
    /sess|sid|auth|token|jwt|csrf|xsrf|key|secret|remember|login|ticket|identity/.test(squashed(name)) ||
    isRandom(value)
  )
}

/** What a secret of this name is, to tell people what to put in its place. */
export type SecretKind = 'authorization' | 'api-key' | 'subscription-key' | 'cookie' | 'other'

export function secretKind(name: string): SecretKind {
  const plain = squashed(name)
  if (/authorization$/.test(plain)) return 'authorization'
  if (/cookie2?$/.test(plain)) return 'cookie'
  if (/(?:sub|subscription)key$/.test(plain)) return 'subscription-key'
  return /apikey$/.test(plain) ? 'api-key' : 'other'
}

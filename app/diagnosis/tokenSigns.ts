import type { AnswerContext } from './answerContext.ts'
import { isDenied } from './denial.ts'
import { isForeignLanguage } from './language.ts'
import { isGeneral } from './said.ts'
import { quotedAtEnd } from './words.ts'

/** What a 401 can be about, by its words. */
export type TokenFault =
  | 'subscription'
  | 'sign-in'
  | 'key-as-token'
  | 'key-state'
  | 'token-revoked'
  | 'scope'
  | 'early'
  | 'expired'
  | 'audience'
  | 'clock'
  | 'issuer'
  | 'algorithm'
  | 'signing-key'
  | 'signature'
  | 'malformed'
  | 'absent'

/** A fault, and the words that name it. */
export interface NamedFault {
  fault: TokenFault
  said: string
}

/** A word that names a fault; two of them in a row, joined by a comma or "or", list what may be wrong and decide nothing. */
const NAMED = String.raw`(?:missing|absent|required|expired|invalid|malformed|revoked|unknown|not (?:valid|present|provided|found))`
const LISTED = new RegExp(String.raw`\b${NAMED}\b(?:[^.:;]{0,40}\bor\b|\s*[,/])[^.:;]{0,40}\b${NAMED}\b`, 'i')
/** Names two times at once, so that only the claims can tell which of them is meant. */
const BOTH_TIMES = /lifetime is (?:invalid|not valid)|(?:no|missing|lacks?)\b[^.]{0,20}\bexpir/i
/** What file storages say of the signature of a link, and what an API says that has no keys to check a token with. */
const OF_NO_TOKEN =
  /signature fields? not well[- ]formed|signature not valid in the specified|no security keys were provided|unable to obtain configuration|IDX2080[347]|server failed to authenticate the request|request signature we calculated|\bSAS\b|shared access/i
/** What a token that did arrive may lack. */
const LACKS_PART = /\b(?:claim|scope|signature|audience|issuer|role|permission)s?\b/i

const OWNER = String.raw`(?<!sign\w{0,6} )\b(api[ -]?key|key|client|account|company|tenant|user|subscription|licen[cs]e|integration)\b`
const STATE = String.raw`\b(suspended|disabled|deactivated|blocked|locked|inactive|revoked|deleted|paused|expired|not active|not enabled|on hold|terminated|offboarded|switched off|turned off|removed|replaced|rotated|superseded|cancell?ed|no longer (?:exists?|active)|does(?: not|n't) exist)\b`
/** What is also said of tokens, so that it counts only right beside the key. */
const UNKNOWN = String.raw`(invalid|not valid|unknown|not known|not found|unrecogni[sz]ed|not recogni[sz]ed)\b`
const GAP = String.raw`(?:(?!token)[^.:;]){0,40}`
const KEY_STATE = new RegExp(
  `${OWNER}${GAP}${STATE}|${OWNER}(?: is| was)? ${UNKNOWN}|(?:${STATE}|\\b${UNKNOWN})\\s${OWNER}`,
  'i',
)

const IS_OWNER = new RegExp(`^${OWNER}$`, 'i')

/** The first that fits counts, so that what no fresh token changes comes first. */
const SIGNS: ReadonlyArray<readonly [TokenFault, RegExp]> = [
  ['subscription', /subscription[ -]?key|\bsub-key\b|ocp-apim|AzureApiManagementKey/i],
  [
    'key-as-token',
    /\bapi[ -]?keys?\b[^.]{0,60}\b(?:in place of|instead of|rather than|as an?)\b[^.]{0,20}\btoken|\bexchange\b[^.]{0,40}\bkey\b[^.]{0,40}\btoken|(?:looks like|is) an api[ -]?key\b/i,
  ],
  ['key-state', KEY_STATE],
  [
    'token-revoked',
    /\btoken\b[^.:;]{0,30}\b(?:revoked|blacklisted|blocklisted|invalidated|superseded|replaced)\b|\b(?:revoked|blacklisted|invalidated|superseded) token|\b(?:a )?newer (?:\w+ )?token\b[^.:;]{0,30}\b(?:issued|requested|exists?|active|in use)\b|\bnot the (?:latest|newest|current) (?:\w+ )?token\b/i,
  ],
  ['scope', /insufficient[ _]scope/i],
  [
    'clock',
    /\bskew|\bclocks?\b|\btime ?stamp\b|\btime (?:drift|difference|offset|window)\b|\btolerance\b|\b(?:request|client|local|server|system)(?:['’]s)? time\b|\btime of (?:the|your) (?:request|client|server|computer)\b|\b(?:request|x-date|date header|date)\b[^.]{0,30}\b(?:too old|stale|in the (?:past|future)|out of range|outside)\b/i,
  ],
  [
    'early',
    /\bnot (?:yet )?valid (?:yet|before|until)\b|\bnot yet (?:valid|active)\b|\b(?:jwt|token)(?: is)? not active\b|\bnbf\b|\bnot ?before\b|IDX10222|\b(?:iat|issued)\b[^.]{0,30}\bfuture\b|used before/i,
  ],
  [
    'expired',
    /expired|\bexp\b|\bexpir(?:y|ation)\b|IDX102(?:23|30)|no longer valid|lifetime (?:was |has been )?exceeded/i,
  ],
  [
    'audience',
    /\baudience\b|\baud\b|IDX102(?:08|14)|\b(?:another|other|wrong|different) (?:region|environment|tenant|host)\b|\bregion\b[^.]{0,30}\b(?:mismatch|match)|\btoken\b[^.]{0,40}\b(?:for|of|from|belongs? to) (?:the )?\w{2,20} (?:region|environment|instance|cluster)\b|\btoken\b[^.]{0,40}\b(?:valid|accepted|allowed) (?:only )?(?:for|in) (?:the )?(?:au|uk|australia|united kingdom)\b|\bnot (?:valid|issued|intended|meant|accepted)(?: \w+)? (?:for|in) (?:this|the) (?:region|host|api|environment|service)\b/i,
  ],
  ['issuer', /\bissuer\b|\biss\b|IDX1020[45]|\bnot issued by\b/i],
  // Their words also name keys and algorithms that were tried.
  ['signing-key', /IDX1050[0136]/i],
  ['signature', /IDX10511/i],
  ['algorithm', /\balg(?:orithm)?\b|\b[HRPE]S(?:256|384|512)\b|IDX10(?:634|696)/i],
  ['signing-key', /signing key|\bkey used to sign\b|\bkid\b/i],
  ['signature', /signature|IDX105\d\d|tamper/i],
  [
    'malformed',
    /malformed|not a (?:valid )?jwt|must be "?bearer|not well[- ]formed|could not be (?:parsed|decoded)|IDX12(?:729|741)|IDX10709/i,
  ],
  [
    'absent',
    /\b(?:token|jwt|authorization|credentials)\b[^.]{0,40}\b(?:missing|required|(?:not|must) (?:be )?(?:provided|present|supplied))\b|\b(?:missing|no)\b[^.]{0,20}\b(?:token|authorization)\b/i,
  ],
]

const LONGEST = 500

/** Faults whose words are a state that a sentence may deny. */
const DENIABLE: ReadonlySet<TokenFault> = new Set(['key-state', 'token-revoked', 'expired'])

function isNamed(fault: TokenFault, sign: RegExp, said: string): boolean {
  if (!DENIABLE.has(fault)) return sign.test(said)
  const match = sign.exec(said)
  return match !== null && !isDenied(said, match)
}

/** The fault that a sentence names; null when it names none, or several to choose from. */
function faultIn(text: string): TokenFault | null {
  const said = text.slice(0, LONGEST)
  if (LISTED.test(said) || BOTH_TIMES.test(said) || OF_NO_TOKEN.test(said) || isForeignLanguage(said))
    return null
  const fault = SIGNS.find(([each, sign]) => isNamed(each, sign, said))?.[0] ?? null
  return fault === 'absent' && LACKS_PART.test(said) ? null : fault
}

/** What a challenge says in words (RFC 6750, section 3), else its error, else all of it; empty where there is none. */
function challengeOf({ response }: AnswerContext): string {
  const challenge = response.headers
    .flatMap(([name, value]) => (name.toLowerCase() === 'www-authenticate' ? [value.slice(0, 2000)] : []))
    .slice(0, 5)
    .join(', ')
  if (challenge === '') return ''
  const error = ERROR.exec(challenge)?.[1]
  return DESCRIPTION.exec(challenge)?.[1] ?? (error === 'invalid_token' ? '' : (error ?? challenge))
}

const ERROR = /\berror\s*=\s*"([^"]{1,500})"/i
const DESCRIPTION = /\berror_description\s*=\s*"([^"]{1,500})"/i

/** A sign-in that the API does not use. */
const OTHER_SCHEME = /^(?:basic|digest|negotiate|ntlm|kerberos)\b/i

/** Both the choice of the text and its quote ask for it. */
const found = new WeakMap<AnswerContext, NamedFault | null>()

/** The fault that the words of the response name, else that its challenge names. */
export function namedFault(subject: AnswerContext): NamedFault | null {
  const known = found.get(subject)
  if (known !== undefined) return known
  const named = findFault(subject)
  found.set(subject, named)
  return named
}

function findFault(subject: AnswerContext): NamedFault | null {
  for (const said of [...subject.messages.slice(0, 3), challengeOf(subject)]) {
    const fault = faultIn(said)
    if (fault !== null) return { fault, said }
  }
  // Of a response in the form of the API a challenge says less than the envelope.
  if (subject.assessment.helps !== 'no') return null
  const said = challengeOf(subject)
  return OTHER_SCHEME.test(said) && !/\bbearer\b/i.test(said) ? { fault: 'sign-in', said } : null
}

const SAYS_NOTHING = /^(?:http )?(?:401 ?)?[:-]? ?(?:unauthori[sz]ed|bearer(?: realm="[^"]*")?)?\W*$/i

/** The words that name a fault, else those that say more than that the request was refused; null when there are none. */
export function wordsOf(subject: AnswerContext): string | null {
  const said = [...subject.messages, challengeOf(subject)]
  const named = namedFault(subject)
  return named ? named.said : (said.find((each) => !SAYS_NOTHING.test(each.slice(0, LONGEST))) ?? null)
}

/** What every 401 may say: its words name no reason. */
const OF_ANY_401 = new RegExp(
  `^(?:${[
    String.raw`(?:the |your |this |an? )?(?:(?:access|bearer|security|auth|provided|supplied) )*(?:token|jwt|credentials?|api key|key|authentication|authori[sz]ation|request|login|sign-in)(?: (?:is|are|was|were|has been|have been))?(?: not)? (?:invalid|valid|accepted|rejected|refused|denied|failed|required|authori[sz]ed|unauthori[sz]ed|authenticated|possible)`,
    String.raw`(?:(?:the |your )?\w{1,12} (?:sent|provided|used|has) (?:an? )?)?(?:invalid|bad|unauthori[sz]ed) (?:(?:access|bearer|security|auth) )?(?:token|credentials?|request|access|login)`,
    String.raw`(?:you are )?not (?:authori[sz]ed|authenticated|logged in)`,
    String.raw`authori[sz]ation has been denied for this request|access (?:is |was )?denied|(?:please )?(?:log|sign) in(?: again)?`,
  ].join('|')})\\W*$`,
  'i',
)

const saysNothing = (said: string) =>
  isGeneral(said) || SAYS_NOTHING.test(said.slice(0, LONGEST)) || OF_ANY_401.test(said.trim())

/** Words of a 401 that name a reason which Postern does not know; null where there are none. */
export function unreadWords(subject: AnswerContext): string | null {
  if (namedFault(subject)) return null
  const said = wordsOf(subject)?.slice(0, LONGEST) ?? null
  if (said === null || isForeignLanguage(said)) return said
  return OF_ANY_401.test(said.trim()) || isGeneral(said) || LISTED.test(said) || BOTH_TIMES.test(said)
    ? null
    : said
}

/** What the API says, as the beginning of a cause; empty where its words say nothing more than the status. */
export function sayingOf(subject: AnswerContext): string {
  const said = wordsOf(subject)
  if (said === null) return ''
  const others = subject.messages.slice(0, 3).filter((each) => each !== said && !saysNothing(each))
  return `${subject.assessment.isForeign ? 'The response' : 'The API'} says: ${[said, ...others].map(quotedAtEnd).join(' ')} `
}

/** `key` and `suspended` of "The API key has been suspended.". */
export function keyState(said: string): { owner: string; state: string } {
  const found =
    KEY_STATE.exec(said.slice(0, LONGEST))
      ?.slice(1)
      .filter((each) => each !== undefined) ?? []
  const [first = '', second = ''] = found.map((each) => each.toLowerCase())
  const [owner, state] = IS_OWNER.test(first) ? [first, second] : [second, first]
  return { owner: owner.endsWith('key') ? 'key' : owner, state: state.includes('exist') ? 'gone' : state }
}

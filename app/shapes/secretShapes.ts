import { isRandom } from '../contract/secretNames.ts'
import type { Range } from './ranges.ts'
import { SHOWN_TOKEN } from './shownTokens.ts'

/** Adds a range for each part of a text that is a secret by what it looks like, or by the words around it. */
export function findShapes(text: string, ranges: Range[]): void {
  const hasScheme = SCHEMES.test(text)
  for (const { sign, pattern, name, accepts } of SHAPES) {
    if (sign === null ? !hasScheme : !text.includes(sign)) continue
    for (const { indices } of text.matchAll(pattern)) {
      const [start, end] = indices?.[1] ?? indices?.[0] ?? [0, 0]
      if (accepts?.(text.slice(start, end)) ?? true) ranges.push({ start, end, name })
    }
  }
}

interface Shape {
  /** A text without it has none of these; null where one of SCHEMES has to be there. */
  sign: string | null
  /** Its first group is the secret; without groups the whole match. Linear in the text. */
  pattern: RegExp
  name: string
  accepts?: (value: string) => boolean
}

/** Tells a credential from a word of a sentence about credentials. */
const hasDigit = (value: string) => /\d/.test(value)

/** Tells a part of a credential from dots of a sentence. */
const isPartly = (value: string) => /\d/.test(value) && /[a-z]/i.test(value) && value.length >= 8

const SCHEMES = /bearer|negotiate|apikey|basic|cookie/i

/** What a sentence calls a secret, before it tells it. */
const IN_PROSE =
  '\\b(?:(?:api|access|secret|private|subscription|license|auth)[ _-]?key|passw(?:or)?d|passphrase|secret|token|credentials?)\\s{1,4}'

/** Of a secret on a command line, with a space behind it. */
const OPTION =
  '--(?:[a-z]{1,20}-){0,3}(?:pass|password|passwd|passphrase|pwd|secret|token|(?:api|access|secret|private)-?key)'

const SHAPES: readonly Shape[] = [
  { sign: '', pattern: SHOWN_TOKEN, name: 'token' },
  {
    sign: '-',
    pattern: new RegExp(
      `(?<![\\w-])${OPTION}\\s{1,4}\\\\{0,3}["'\\0]?([^\\s"'\\\\\\0-][^\\s"'\\\\\\0]{3,})`,
      'dgi',
    ),
    name: 'password',
    accepts: hasDigit,
  },
  {
    sign: '-',
    pattern:
      /(?<![\w-])(?:-u\s|--(?:(?:proxy-)?(?:user|cert)|auth)[\s=])\s{0,4}\\{0,3}["'\0]?[^\s:"'\\\0]{1,64}:([^\s"'\\\0]+)/dgi,
    name: 'password',
    accepts: (value) => !/^(?:\d{1,5}$|\/)/.test(value),
  },
  // curl needs no space there, and takes it behind other letters.
  {
    sign: 'curl',
    pattern:
      /-(?<=\bcurl\b[^\0]{0,300}\s-)[a-z]{0,8}u\s{0,4}\\{0,3}["'\0]?[^\s:"'\\\0]{1,64}:([^\s"'\\\0]+)/dgi,
    name: 'password',
  },
  {
    sign: '-',
    pattern:
      /(?<![\w-])(?:-b\s|--cookie[\s=])\s{0,4}\\{0,3}["'\0]?([^\s"'\\\0=-][^\s"'\\\0=]{0,63}=[^\s"'\\\0]+(?:;\s[^\s"'\\\0=]{1,64}=[^\s"'\\\0]+)*)/dgi,
    name: 'cookie',
    accepts: hasDigit,
  },
  {
    sign: null,
    pattern: /\b(?:bearer|negotiate|apikey)\s+([\w.~+/=-]{16,})/dgi,
    name: 'bearer',
    accepts: hasDigit,
  },
  {
    sign: ' ',
    pattern: new RegExp(`${IN_PROSE}\\\\{0,3}["'“‘\`\\0]?([\\w.~%+/=-]{16,})`, 'dgi'),
    name: 'secret',
    accepts: isRandom,
  },
  {
    sign: ' ',
    pattern: new RegExp(
      `${IN_PROSE}(?:is|was)[:=]?\\s{1,4}\\\\{0,3}["'“‘\`\\0]?([\\w~%+/=!@#$^*-][\\w.~%+/=!@#$^*-]{6,}[\\w~%+/=!@#$^*-])`,
      'dgi',
    ),
    name: 'secret',
    accepts: (value) => hasDigit(value) && /[a-z]/i.test(value),
  },
  {
    sign: ' ',
    pattern: new RegExp(
      `${IN_PROSE}(?:(?!id\\b)[a-z]{1,12}\\s){0,3}(?!id\\b)[a-z]{1,12}[:=]\\s{1,4}\\\\{0,3}["'“‘\`\\0]?([\\w.~%+/=-]{16,})`,
      'dgi',
    ),
    name: 'secret',
    accepts: isRandom,
  },
  // What a server leaves of a secret that it quotes.
  {
    sign: ' ',
    pattern:
      /\b(?:key|token|secret|password|passphrase|credentials?)\b[^\r\n"<>{}]{0,40}?[\s"'“‘`:=(]([\w+/=-]{0,200}(?:\.{3}|…|\*{3}|•{3})[\w+/=*•-]{0,200})/dgi,
    name: 'secret',
    accepts: isPartly,
  },
  { sign: null, pattern: /\bbasic\s+([\w.~+/=-]{16,})/dgi, name: 'basic', accepts: hasDigit },
  { sign: null, pattern: /\b(?:set-)?cookie:[ \t]*([^\r\n"'\\\0]+)/dgi, name: 'cookie' },
  { sign: '://', pattern: /:\/\/[^\s/?#@:"'<>\\\0]*:([^\s/?#"'<>\\\0]+)@/dg, name: 'password' },
  // A password with a slash that nobody has encoded; what has a number there is a port.
  {
    sign: '://',
    pattern: /:\/\/[^\s/?#@:[\]"'<>\\\0]{1,64}:(?!\d{1,5}[/?#])([^\s"'<>\\\0]{1,200})@/dg,
    name: 'password',
  },
  { sign: '://', pattern: /:\/\/([^\s/?#@:"'<>\\\0]{16,}):?@/dg, name: 'password', accepts: isRandom },
  {
    sign: 'jdbc:oracle',
    pattern: /jdbc:oracle:[a-z]{1,8}:[^\s/"'\\\0]{1,64}\/([^\s"'\\\0]{1,200})@/dgi,
    name: 'password',
  },
  // Addresses that are secrets themselves.
  {
    sign: '://',
    pattern:
      /(?:hooks\.slack\.com\/[a-z]{1,20}|discord(?:app)?\.com\/api(?:\/v\d{1,3})?\/webhooks\/\d{1,30}|webhook\.office\.com\/webhookb2|api\.telegram\.org)\/(?:bot\d{1,20}:)?([\w@/-]{20,})/dgi,
    name: 'webhook',
  },
  { sign: 'Q~', pattern: /[\w~.]{3}\dQ~[\w~.-]{31,}/dg, name: 'secret' },
  { sign: '.atlasv1.', pattern: /\.atlasv1\.([\w-]{60,})/dg, name: 'token' },
  { sign: ';', pattern: /;jsessionid=([^\s/?#;"'<>\\\0]+)/dgi, name: 'jsessionid' },
  { sign: 'whsec_', pattern: /whsec_[\w+/=-]+/dg, name: 'secret' },
  { sign: 'Private-Lines', pattern: /Private-Lines: \d+\r?\n([\w+/=\r\n]+)/dg, name: 'privateKey' },
]

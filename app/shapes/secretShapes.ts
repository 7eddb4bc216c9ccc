import { isRandom } from '../contract/secretNames.ts'
import type { Range, Shape } from './ranges.ts'
import { COMMAND_LINES } from './commandLines.ts'
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

/** Tells a credential from a word of a sentence about credentials. */
const hasDigit = (value: string) => /\d/.test(value)

/** Tells a part of a credential from dots of a sentence. */
const isPartly = (value: string) => /\d/.test(value) && /[a-z]/i.test(value) && value.length >= 8

const SCHEMES = /bearer|negotiate|apikey|flyv1|basic|cookie/i

/** What a sentence calls a secret, before it tells it. */
const IN_PROSE =
  '\\b(?:(?:api|access|secret|private|subscription|license|auth)[ _-]?key|passw(?:or)?d|passphrase|secret|token|credentials?)\\s{1,4}'

const SHAPES: readonly Shape[] = [
  { sign: '', pattern: SHOWN_TOKEN, name: 'token' },
  ...COMMAND_LINES,
  {
    sign: null,
    // Those of Fly are several, with commas between.
    pattern: /\b(?:bearer|negotiate|apikey|flyv1)\s+([\w.~+/=-]{16,}(?:,[\w.~+/=-]{16,})*)/dgi,
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
  // Also without a scheme.
  { sign: '//', pattern: /\/\/[^\s/?#@:"'<>\\\0]*:([^\s/?#"'<>\\\0]+)@/dg, name: 'password' },
  { sign: 'fm', pattern: /(?<![A-Za-z\d])fm[12][ar]?_[\w+/=-]{40,}/dg, name: 'token' },
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

import type { Parameter } from '../../catalog/endpoint.ts'
import { clip } from '../../contract/values.ts'
import { either } from '../../contract/words.ts'
import { dateFault } from './dates.ts'
import { nearestWord } from './nearest.ts'
import type { OddKind } from './oddKinds.ts'

/** What a value has to be: one of some words, or of a type. */
export type ValueType = Exclude<Parameter['type'], 'string'> | 'text' | 'https' | { words: readonly string[] }

type NamedType = Extract<ValueType, string>
interface TypeFault {
  kind: OddKind
  hint: string
}

/** How a sentence says what a parameter takes. */
const TAKES: Readonly<Record<NamedType, string>> = {
  text: 'text',
  integer: 'a whole number',
  boolean: 'true or false',
  'date-time': 'a date and time in UTC, for example 2026-03-02T09:00:00Z',
  list: 'values separated by commas',
  https: 'a URL that begins with https://',
}

export function takes(name: string, type: ValueType): string {
  return `${name} takes ${typeof type === 'object' ? either(type.words.slice(0, MOST_WORDS)) : TAKES[type]}.`
}

const MOST_WORDS = 8
export const LARGEST = 2_147_483_647

/** What is wrong with a value of a type, in words; null when it fits. */
export function typeFault(name: string, value: string, type: ValueType): TypeFault | null {
  if (typeof type === 'object') return wordFault(name, value, type.words)
  return CHECKS[type](value, name)
}

const CHECKS: Readonly<Record<NamedType, (value: string, name: string) => TypeFault | null>> = {
  text: () => null,
  integer: integerFault,
  boolean: booleanFault,
  'date-time': (value, name) => {
    const fault = dateFault(value)
    return fault && { kind: fault.kind, hint: `${name} ${fault.says}` }
  },
  list: listFault,
  https: (value, name) =>
    /^https:\/\/[^\s/]/i.test(value) ? null : { kind: 'type', hint: takes(name, 'https') },
}

function integerFault(value: string, name: string): TypeFault | null {
  const shown = clip(value, 40)
  if (/^[+-]?\d+$/.test(value))
    return Math.abs(Number(value)) <= LARGEST
      ? null
      : { kind: 'range', hint: `${name}=${shown} is beyond ${LARGEST}, the largest number of 32 bits.` }
  if (/^[+-]?\d+([.,' ]\d+)+$/.test(value))
    return { kind: 'type', hint: `${takes(name, 'integer')} Remove the comma, point or space from ${shown}.` }
  if (/^\d+(?:[\s,;|]+\d+)+$/.test(value))
    return { kind: 'separator', hint: `${takes(name, 'integer')} Your program sent several: ${shown}.` }
  return { kind: 'type', hint: takes(name, 'integer') }
}

const YES = /^(?:1|yes|y|on|t|wahr|ja|oui)$/i
const NO = /^(?:0|no|n|off|f|falsch|nein|non)$/i

function booleanFault(value: string, name: string): TypeFault | null {
  if (/^(?:true|false)$/i.test(value)) return null
  const meant = YES.test(value) ? 'true' : NO.test(value) ? 'false' : nearestWord(value, ['true', 'false'])
  return { kind: 'type', hint: takes(name, 'boolean') + (meant === null ? '' : ` Write ${meant}.`) }
}

function listFault(value: string, name: string): TypeFault | null {
  const wrong = (how: string): TypeFault => ({
    kind: 'separator',
    hint: `${name} takes values separated by commas. ${how}`,
  })
  const bare = value.replace(/^[[({]\s*|\s*[\])}]$/g, '')
  const pieces = bare.split(/\s*[,;|\s]\s*/, 100).filter((piece) => piece !== '')
  if (bare !== value || /[;|]|\w\s+\w/.test(bare)) return wrong(`Write ${clip(pieces.join(','), 40)}.`)
  if (/^,|,\s*,|,$/.test(bare)) return wrong('Your program sent an empty one.')
  if (!/Ids?$/.test(name)) return null
  for (const piece of pieces) {
    const fault = integerFault(piece, name)
    if (fault)
      return fault.kind === 'range'
        ? fault
        : { kind: 'type', hint: `${clip(piece, 40)} in ${name} is no whole number.` }
  }
  return null
}

function wordFault(name: string, value: string, words: readonly string[]): TypeFault | null {
  if (words.includes(value)) return null
  const meant = nearestWord(value, words)
  const hint = takes(name, { words })
  return { kind: 'enum', hint: meant === null ? hint : `${hint} Write ${meant}, not ${clip(value, 40)}.` }
}

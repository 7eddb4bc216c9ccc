import { isSecretText, type NamePlace } from '../contract/secretNames.ts'
import type { Range } from './ranges.ts'
import { FRAME, knownName, type Reading } from './reading.ts'

/** What stands before a value; its first group is the name. */
interface Container {
  /** A text without it has none of these. */
  sign: string
  before: RegExp
  places: readonly NamePlace[]
  end(text: string, from: number): number
}

/** Longer ones are hardly secrets, and each would be read to its end. */
const LONGEST = 8192

const CONTAINERS: readonly Container[] = [
  {
    sign: '</',
    before: /<(?:[\w.-]{1,40}:)?([\w.-]{2,64})(?:\s[^<>]{0,300})?>\s{0,100}(?:<!\[CDATA\[)?/g,
    places: ['field'],
    end: endOfElement,
  },
  // `<add key="apiKey">`, and `<key>apiKey</key><string>`.
  {
    sign: '</',
    before: /\s(?:name|key)=["']([\w.-]{2,64})["'](?:\s[^<>]{0,300})?>\s{0,100}/gi,
    places: ['field', 'header'],
    end: endOfElement,
  },
  {
    sign: '</',
    before: /<(?:name|key)>\s{0,100}([\w.-]{2,64})\s{0,100}<\/(?:name|key)>\s{0,100}<(?:value|string)>/gi,
    places: ['field', 'header'],
    end: endOfElement,
  },
  // RFC 7578.
  {
    sign: 'form-data',
    before: /\bname="?([\w.-]{2,64})"?[^\r\n]{0,200}\r?\n(?:[^\r\n]{1,200}\r?\n){0,4}\r?\n/gi,
    places: ['field', 'header'],
    end: endOfPart,
  },
  // A header as lists write it.
  {
    sign: '[',
    before:
      /\[\s{0,40}["'\0]([\w.-]{2,64})["'\0]\s{0,40},\s{0,40}["'\0](?=[^"'\0\\\s]*\d[^"'\0\\]{4,}["'\0]\s{0,40}\])/g,
    places: ['field', 'header'],
    end: (text, from) => from + text.slice(from).search(/["'\0]/),
  },
]

/** Adds a range for each text of an element, part of a form or list that the name of a secret stands before. */
export function findContained({ text, isJson }: Reading, ranges: Range[]): void {
  for (const { sign, before, places, end } of CONTAINERS) {
    if (!text.includes(sign)) continue
    for (const match of text.matchAll(before)) {
      const [whole, name = ''] = match
      const secrecy = places.map((place) => knownName(name, place).secrecy).find((each) => each !== null)
      if (!secrecy) continue
      const start = match.index + whole.length
      const last = end(text, start)
      const value = text.slice(start, last)
      if (value === '' || value.includes(FRAME) || (isJson && value.includes('"'))) continue
      if (isSecretText(value, secrecy)) ranges.push({ start, end: last, name })
    }
  }
}

/** Its end must come, or a placeholder such as `<token>` in a sentence would be one. `from` where it does not. */
function endOfElement(text: string, from: number): number {
  const near = text.slice(from, from + LONGEST)
  const isSection = text.startsWith('<![CDATA[', from - 9)
  const end = near.indexOf(isSection ? ']]>' : '<')
  return end !== -1 && /^(?:\]\]>)?<\\?\//.test(near.slice(end, end + 6)) ? from + end : from
}

function endOfPart(text: string, from: number): number {
  const near = text.slice(from, from + LONGEST)
  const end = near.search(/\r?\n--|\0/)
  return from + (end === -1 ? near.length : end)
}

import { step } from '../../catalog/text.ts'
import { parseJson } from '../../contract/values.ts'
import type { AnswerContext, Found } from '../answerContext.ts'
import { jsonPlaceIn } from '../topics/facts.ts'
import { quotedAtEnd } from '../words.ts'

const LONGEST = 600
const MOST_MESSAGES = 5

/** How parsers say that a text is no JSON, by what is wrong with it; none of these is about the type of a value. */
const FAULTS: ReadonlyArray<readonly [says: RegExp, means: string]> = [
  [
    /is invalid after a comma|trailing comma|comma(?: is| are)? not allowed|looking for beginning of object key/i,
    'A comma seems to be one too many, before a closing bracket.',
  ],
  [
    /after parsing a value an unexpected|is invalid after a (?:value|single)|expect(?:ed|ing)? (?:either )?[`'"],[`'"](?:,| or| delimiter)|expecting comma|after (?:object key:value pair|array element|property value)/i,
    'A comma seems to be missing after a value.',
  ],
  [
    /invalid property identifier|double[ -]quoted? (?:property name|to start field name)|enclosed in double quotes|invalid start of a property name|expected property name|looking for beginning of object key string|name must be a string/i,
    'Names and texts need double quotes in JSON.',
  ],
  [
    /unterminated string|expected end of string|(?:control|bad) character in string|invalid control character|non-whitespace control/i,
    'A text seems not to be closed.',
  ],
  [
    /unexpected end|end[ -]of[ -](?:json|input|file)|\beof\b|expected depth to be zero|does not contain any json/i,
    'The body ends too early.',
  ],
  [
    /unexpected character encountered|unexpected (?:token|character)|unrecognized token|invalid start of a value|invalid character|expecting value|expected value at|is not valid json|invalid literal|json decode error|json parse error[ -]*(?:syntax|unexpected)|non-whitespace character after json|extra data|bad json escape|invalid (?:\\\S* ?)?escap|error parsing (?:undefined|null|boolean|nan|infinity|comment)|invalid number/i,
    'A value in it is no JSON: texts need double quotes.',
  ],
]
/** Most refusals are about something else, and need no look at the list. */
const MAY_TELL = /expect|invalid|json|pars|comma|token|unterminated|\beof\b|extra data|character/i
/** A right text whose value has the wrong type, or words that only look alike. */
const OF_A_TYPE =
  /cannot deserialize|could not (?:be )?convert|error converting|cannot (?:get|convert)|access token|bearer|\bjwt\b|cancell?ation token|csrf|antiforgery/i

/** The refusal of a parser: the body is no JSON, and what the parser calls a path is where it gave up. */
export function explainBrokenBody(subject: AnswerContext): Found | null {
  const { messages, decoded, request } = subject
  if (request.url !== '' && request.body === null && subject.evidence.untold?.includes('body') !== true)
    return null
  const all = [...messages, ...decoded.listed.map(({ message }) => message)].slice(0, MOST_MESSAGES)
  for (const message of all) {
    const said = message.slice(0, LONGEST)
    if (!MAY_TELL.test(said) || OF_A_TYPE.test(said)) continue
    const fault = FAULTS.find(([says]) => says.test(said))
    if (fault) return brokenAs(subject, said, fault[1])
  }
  return null
}

function brokenAs({ request }: AnswerContext, said: string, means: string): Found {
  const place = placeIn(said)
  return {
    parameters: [],
    headline: `The request body is not valid JSON${place === null ? '' : ` ${place}`}`,
    meaning: 'The server could not parse the body, so it looked at no field.',
    cause: `The response says: ${quotedAtEnd(said)} ${asSent(request.body) ?? means}`,
    remedy: [
      step('Correct the JSON of the request body: quotes, commas and brackets.', 'edit-request'),
      step('Let a JSON library write the body, and not a text template.'),
    ],
  }
}

const LONGEST_WORD = 30

/** What Postern itself sees in the body; null where it sees no more than the parser. */
function asSent(body: string | null): string | null {
  if (body === null) return null
  const text = body.trim()
  if (parseJson(text) !== undefined)
    return 'Postern can read the body as JSON. Perhaps it was sent in another form, or changed on the way.'
  if (text.length <= LONGEST_WORD && /^(?:\[object \w+\]|undefined|None|NaN|nil|System\.[\w.]+)$/.test(text))
    return `The body is the text ${text}: your program did not turn its object into JSON.`
  if (/^[[{]\s*'/.test(text))
    return 'Names and texts in the body have single quotes. JSON takes double quotes.'
  return null
}

/** Where a parser gave up, as it counts. */
function placeIn(said: string): string | null {
  const known = jsonPlaceIn(said)
  if (known !== null) return known
  const lines = /\bline:? (\d{1,6}),? (?:(?:position|pos)|column|col):? (\d{1,7})/i.exec(said)
  if (lines) return `at line ${lines[1]}, ${/column|col/i.test(lines[0]) ? 'column' : 'position'} ${lines[2]}`
  const position = /\bposition (\d{1,7})/i.exec(said)?.[1]
  return position === undefined ? null : `at position ${position}`
}

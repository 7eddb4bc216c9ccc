import { step } from '../../catalog/text.ts'
import { isObject, own, parseJson } from '../../contract/values.ts'
import { plural } from '../../contract/words.ts'
import type { AnswerContext } from '../answerContext.ts'
import { isApiKind, kindOfObject } from '../shapes.ts'

interface OtherForm {
  headline: string
  cause: string
  remedy: ReturnType<typeof step>[]
}

const report = step(
  'Send Guardhouse support this response: the API documentation has another form.',
  'copy-for-support',
)

/** A success whose content came in another form than the documented envelope; null where Postern knows no such form. */
export function otherForm({ decoded, response }: AnswerContext): OtherForm | null {
  const { value } = decoded
  if (Array.isArray(value))
    return {
      headline: 'A list came without its envelope',
      cause: `The body is a list of ${plural(value.length, 'record', 'records')}. The API documentation has them in data.`,
      remedy: [step('Let your program read a list at the top of the body too.'), report],
    }
  if (value === null && response.body.trim() === 'null')
    return {
      headline: 'The body is null, not the envelope',
      cause: 'The body holds null, and nothing else. The response does not say why.',
      remedy: [step('Let your program take null as no result.'), report],
    }
  if (typeof value === 'string') return isJsonText(value) ? TWICE : null
  const [name = ''] = isObject(value) ? Object.keys(value) : []
  if (!isObject(value) || !/^[A-Z]/.test(name)) return null
  if (!isApiKind(kindOfObject(uncapitals(value), null))) return null
  return {
    headline: 'The envelope has another letter case',
    cause: `The body has ${name} where the API documentation has ${uncapital(name)}. A program that looks at the case finds nothing.`,
    remedy: [step('Let your program read the names in any letter case.'), report],
  }
}

const TWICE: OtherForm = {
  headline: 'The body is JSON inside a JSON text',
  cause: 'A program serialised the body twice.',
  remedy: [step('Parse the body once more.'), report],
}

/** Whether a text holds an object or a list as JSON. */
export function isJsonText(text: string): boolean {
  const parsed = /^\s*[[{]/.test(text) ? parseJson(text) : undefined
  return typeof parsed === 'object' && parsed !== null
}

const uncapital = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)

function uncapitals(body: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([name, each]: [string, unknown]) => [
      uncapital(name),
      isObject(each) ? uncapitals(each) : each,
    ]),
  )
}

export const PART = step('Look at the records in data: they may be a part of the result.', 'show-answer')

/** Records that came although the code says failure. */
export function recordsBeside({ decoded, response }: AnswerContext): string | null {
  const data = response.status < 300 && isObject(decoded.value) ? own(decoded.value, 'data') : undefined
  return Array.isArray(data) && data.length > 0
    ? `The response still has ${plural(data.length, 'record', 'records')} in data.`
    : null
}

import { ALL_STATES, fieldNamed, FIELDS, OUTCOME_GROUPS, type Field } from './fields.ts'
import type { Condition, Parsed, Query, QueryError, State } from './query.ts'
import { tokenize, type Token, type Value } from './tokens.ts'
import { parseMoment, parseRange } from './values.ts'

/** Longest query that is read, in UTF-16 units. */
export const MAX_QUERY_LENGTH = 2000

interface ParseResult {
  /** What could be read; terms with errors are left out. */
  query: Query
  errors: QueryError[]
}

/**
 * Reads a query such as `status:4xx -key:site-7 since:2h "outside the scope"`. Never throws.
 * `now` (epoch ms) is for words such as `today`; durations stay relative.
 */
export function parseQuery(text: string, now: number): ParseResult {
  const query: Query = { terms: [] }
  if (text.length > MAX_QUERY_LENGTH) {
    const message = `The query is longer than ${MAX_QUERY_LENGTH} characters.`
    return { query, errors: [{ start: MAX_QUERY_LENGTH, end: text.length, message, example: 'status:4xx' }] }
  }
  const errors: QueryError[] = []
  for (const token of tokenize(text)) {
    const read = readTerm(token, now)
    if (read.ok) query.terms.push({ ...read.value, negated: token.negated })
    else errors.push({ start: read.start, end: read.end, message: read.message, example: read.example })
  }
  return { query, errors }
}

type Read = { ok: true; value: Condition } | ({ ok: false } & QueryError)

function readTerm(token: Token, now: number): Read {
  const { start, end } = token
  if (token.openQuote !== null) {
    const message = 'This quotation mark has no end.'
    return { ok: false, start: token.openQuote, end, message, example: '"outside the scope"' }
  }
  if (token.field === null) return readWords(token)
  const field = fieldNamed(token.field)
  if (!field) return { ok: false, start, end, ...unknownField(token.field) }
  for (const value of token.values) {
    if (value.text === '') {
      return { ok: false, start, end, message: `${field.name}: needs a value.`, example: field.example }
    }
  }
  if (field.kind === 'moment' && token.values.length > 1) {
    const message = `${field.name}: takes one time only.`
    return { ok: false, start, end, message, example: field.example }
  }
  return readValues(field, token.values, now)
}

function readWords({ values, start, end }: Token): Read {
  const [value] = values
  const text = value?.text ?? ''
  if (!/[\p{L}\p{N}]/u.test(text)) {
    const message = `“${text}” has no letter or digit to search for.`
    return { ok: false, start, end, message, example: '"outside the scope"' }
  }
  const isPrefix = value?.isQuoted === false && text.endsWith('*')
  if (isPrefix && /^.?\*$/u.test(text)) {
    const message = 'Write at least 2 letters or digits before the *.'
    return { ok: false, start, end, message, example: 'sco*' }
  }
  return { ok: true, value: { kind: 'words', words: isPrefix ? text.slice(0, -1) : text, isPrefix } }
}

function readValues(field: Field, values: readonly Value[], now: number): Read {
  switch (field.kind) {
    case 'range': {
      const { name } = field
      return each(
        values,
        ({ text }) => parseRange(name, text),
        (ranges) => ({ kind: 'range', field: name, ranges }),
      )
    }
    case 'moment': {
      const { name } = field
      return each(
        values,
        ({ text }) => parseMoment(name, text, now),
        ([moment = { ago: 0 }]) => ({ kind: 'moment', field: name, moment }),
      )
    }
    case 'outcome':
      return each(
        values,
        ({ text }) => known(field, text, OUTCOME_GROUPS.get(text.toLowerCase())),
        (groups) => ({ kind: 'outcome', outcomes: groups.flat() }),
      )
    case 'state':
      return each(
        values,
        ({ text }) => known(field, text, stateNamed(text.toLowerCase())),
        (states) => ({ kind: 'state', states }),
      )
    case 'text': {
      const { name } = field
      return each(
        values,
        ({ text }) => known(field, text, isAllowed(field, text) ? text : undefined),
        (texts) => ({ kind: 'text', field: name, values: texts }),
      )
    }
  }
}

/** Reads every value, or says what is wrong with the first that cannot be read. */
function each<T>(
  values: readonly Value[],
  read: (value: Value) => Parsed<T>,
  build: (all: T[]) => Condition,
): Read {
  const all: T[] = []
  for (const value of values) {
    const result = read(value)
    if (!result.ok) return { ...result, start: value.start, end: value.end }
    all.push(result.value)
  }
  return { ok: true, value: build(all) }
}

function stateNamed(text: string): State | undefined {
  return ALL_STATES.find((state) => state === text)
}

function isAllowed(field: Field, text: string): boolean {
  return !field.isClosed || field.values.some(({ value }) => value === text.toLowerCase())
}

function known<T>(field: Field, text: string, value: T | undefined): Parsed<T> {
  if (value !== undefined) return { ok: true, value }
  const choices = field.values.map((choice) => choice.value).join(', ')
  return {
    ok: false,
    message: `${field.name}: does not know “${text}”. It knows ${choices}.`,
    example: field.example,
  }
}

function unknownField(name: string): { message: string; example: string } {
  const near = FIELDS.find((field) => isNear(field.name, name))
  if (near) {
    return { message: `There is no field “${name}”. Did you mean ${near.name}?`, example: near.example }
  }
  const names = FIELDS.map((field) => field.name).join(', ')
  return {
    message: `There is no field “${name}”. The fields are ${names}. To search for the text, put it in quotation marks.`,
    example: 'status:4xx',
  }
}

/** One letter too many, too few, wrong, or swapped; or the beginning of the name. */
function isNear(right: string, wrong: string): boolean {
  if (wrong.length > 1 && (right.startsWith(wrong) || wrong.startsWith(right))) return true
  if (Math.abs(right.length - wrong.length) > 1) return false
  let head = 0
  while (head < right.length && right[head] === wrong[head]) head += 1
  let tail = 0
  const shorter = Math.min(right.length, wrong.length) - head
  while (tail < shorter && right.at(-1 - tail) === wrong.at(-1 - tail)) tail += 1
  const [left, other] = [right.slice(head, right.length - tail), wrong.slice(head, wrong.length - tail)]
  const isSwap = left.length === 2 && left[0] === other[1] && left[1] === other[0]
  return right.length > 2 && (isSwap || Math.max(left.length, other.length) <= 1)
}

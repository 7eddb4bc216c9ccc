import type { EnvelopeKind, Finding } from '../contract/exchange.ts'
import { finding } from './findings.ts'
import { below } from '../contract/jsonPath.ts'
import { MAX_ERRORS } from './bodyErrors.ts'
import { isObject, kindOf, own, type JsonObject } from '../contract/values.ts'

type FieldType = 'object' | 'list' | 'text' | 'whole' | 'flag' | 'records'

interface FieldRule {
  type: FieldType
  isNullable?: boolean
  /** `success`: only a success must have it. */
  required?: 'always' | 'success'
}

type Rules = Readonly<Record<string, FieldRule>>

/** A published sample leaves out `count` and `message`: neither is missed. Missing `errors` has a rule of its own. */
const STANDARD: Rules = {
  status: { type: 'object', required: 'always' },
  data: { type: 'records', isNullable: true, required: 'always' },
  count: { type: 'whole', isNullable: true },
  message: { type: 'text', isNullable: true },
  errors: { type: 'list' },
}

const STATUS: Rules = {
  code: { type: 'whole', required: 'always' },
  errorMessage: { type: 'text', isNullable: true, required: 'always' },
}

const ERROR: Rules = {
  code: { type: 'whole', required: 'always' },
  message: { type: 'text', required: 'always' },
}

/** Whether the page pointers may be null or absent is not published, so neither is reported. */
const PAGED: Rules = {
  ...STANDARD,
  recordCount: { type: 'whole', required: 'success' },
  totalRecordCount: { type: 'whole', required: 'success' },
  prevPageEndpoint: { type: 'text', isNullable: true },
  prevPageParams: { type: 'text', isNullable: true },
  nextPageEndpoint: { type: 'text', isNullable: true },
  nextPageParams: { type: 'text', isNullable: true },
}

const CURSOR: Rules = {
  ...STANDARD,
  nextPageParameter: { type: 'text', isNullable: true, required: 'success' },
  prevPageParameter: { type: 'text', isNullable: true, required: 'success' },
}

const LIVE_OPERATIONS: Rules = {
  isSuccess: { type: 'flag', required: 'always' },
  statusMessage: { type: 'text', required: 'always' },
  status: { type: 'whole', required: 'always' },
  errorMessages: { type: 'list', required: 'success' },
  errorMessagesAsString: { type: 'text', required: 'always' },
  data: { type: 'list', required: 'success' },
  nextPageParameter: { type: 'text', isNullable: true },
}

const RULES: Readonly<Partial<Record<EnvelopeKind, Rules>>> = {
  standard: STANDARD,
  paged: PAGED,
  cursor: CURSOR,
  'live-operations': LIVE_OPERATIONS,
}

const WANTED: Readonly<Record<FieldType, string>> = {
  object: 'an object',
  list: 'an array',
  text: 'a string',
  whole: 'a whole number',
  flag: 'true or false',
  records: 'an object or an array',
}

function fits(type: FieldType, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isObject(value)
    case 'list':
      return Array.isArray(value)
    case 'text':
      return typeof value === 'string'
    case 'whole':
      return Number.isInteger(value)
    case 'flag':
      return typeof value === 'boolean'
    case 'records':
      return typeof value === 'object' && value !== null
  }
}

/** Fields that say nothing of the contract's and are welcome anywhere. */
const WELCOME = new Set(['traceid', 'requestid', 'correlationid'])
const MOST_UNKNOWN = 10

/** Fields that are missing, of another type than published, or unknown. */
export function checkFields(kind: EnvelopeKind, body: JsonObject, isSuccess: boolean): Finding[] {
  const rules = RULES[kind]
  if (!rules) return []
  const found: Finding[] = []
  // The published sample of live operations ends in an ellipsis, so further fields are to be expected there.
  checkObject(body, rules, '$', isSuccess, kind !== 'live-operations', found)
  if (kind === 'live-operations') return found
  const status = own(body, 'status')
  if (isObject(status)) checkObject(status, STATUS, '$.status', isSuccess, true, found)
  const errors = own(body, 'errors')
  if (Array.isArray(errors)) checkErrors(errors, found)
  return found
}

function checkObject(
  object: JsonObject,
  rules: Rules,
  path: string,
  isSuccess: boolean,
  isClosed: boolean,
  found: Finding[],
): void {
  for (const name in rules) {
    const rule = rules[name]
    if (!rule) continue
    if (!Object.hasOwn(object, name)) {
      if (rule.required === 'always' || (rule.required === 'success' && isSuccess))
        found.push(
          finding(
            'field-missing',
            `${path}.${name}`,
            `The API documentation promises ${name}, and it is missing.`,
          ),
        )
      continue
    }
    const value = object[name]
    if (fits(rule.type, value) || (value === null && rule.isNullable === true)) continue
    const wanted = WANTED[rule.type] + (rule.isNullable === true ? ' or null' : '')
    found.push(
      finding(
        'field-has-wrong-type',
        `${path}.${name}`,
        `${name} should be ${wanted}, and is ${kindIn(value)}.`,
      ),
    )
  }
  if (!isClosed) return
  let unknown = 0
  for (const name of Object.keys(object)) {
    if (Object.hasOwn(rules, name) || WELCOME.has(name.toLowerCase())) continue
    unknown += 1
    if (unknown <= MOST_UNKNOWN)
      found.push(
        finding(
          'field-unknown',
          below(path, name),
          `The API documentation does not name the field ${name.slice(0, 80)}.`,
        ),
      )
  }
}

function kindIn(value: unknown): string {
  return typeof value === 'number' && !Number.isInteger(value) ? 'a number with a fraction' : kindOf(value)
}

/** A quick look that spares the usual error a closer one. */
function isAsPromised(error: unknown): boolean {
  if (!isObject(error) || !Number.isInteger(error['code']) || typeof error['message'] !== 'string')
    return false
  return Object.keys(error).length === 2
}

/** Reports the first entry that is wrong in each way, and how many more are. */
function checkErrors(errors: readonly unknown[], found: Finding[]): void {
  const seen = new Map<string, { finding: Finding; more: number }>()
  errors.slice(0, MAX_ERRORS).forEach((error, at) => {
    if (isAsPromised(error)) return
    const faults: Finding[] = []
    if (isObject(error)) checkObject(error, ERROR, `$.errors[${at}]`, false, true, faults)
    else
      faults.push(
        finding(
          'field-has-wrong-type',
          `$.errors[${at}]`,
          `An error should be an object, and is ${kindOf(error)}.`,
        ),
      )
    for (const fault of faults) {
      const key = `${fault.rule} ${fault.message}`
      const known = seen.get(key)
      if (known) known.more += 1
      else seen.set(key, { finding: fault, more: 0 })
    }
  })
  for (const { finding: first, more } of seen.values())
    found.push(
      more === 0 ? first : { ...first, message: `${first.message} The same holds for ${more} more.` },
    )
}

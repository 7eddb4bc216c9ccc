import { readdirSync, readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { z } from 'zod'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import type { ApiResponse, Attempt, Failure, Header } from '../../../app/contract/exchange.ts'
import { DECISION_ACTIONS } from '../../../app/contract/exchange.ts'
import { FAILURE_KINDS } from '../../../app/contract/kinds.ts'
import { isSecretName } from '../../../app/contract/secretNames.ts'
import type { Evidence } from '../../../app/diagnosis/evidence.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import type { WindowState } from '../../../app/contract/rateWindow.ts'
import type { Claims } from '../../../app/contract/token.ts'
import { failed, JSON_TYPE, makeAttempt, makeEvidence, makeRequest, NOW } from '../diagnosis/support.ts'

const MINUTE_MS = 60_000
const FOLDER = new URL('../../exam/', import.meta.url)

const headersSchema = z.record(z.string(), z.string()).default({})
const idsSchema = z.array(z.coerce.string()).nullable().default(null)
const timeSchema = z.string().nullable().default(null)

const responseSchema = z.strictObject({
  status: z.int(),
  headers: headersSchema,
  body: z.unknown().optional(),
})

const failureSchema = z.strictObject({
  kind: z.enum(FAILURE_KINDS),
  code: z.string().nullable().default(null),
  message: z.string().optional(),
  mayHaveBeenSent: z.boolean(),
})

const attemptSchema = z.strictObject({
  purpose: z.enum(['token', 'request']),
  at: z.string(),
  status: z.int().optional(),
  headers: headersSchema,
  body: z.unknown().optional(),
  failure: failureSchema.optional(),
  action: z.enum(DECISION_ACTIONS).optional(),
  rule: z.string().optional(),
})

const givenSchema = z.strictObject({
  request: z.string().default(''),
  headers: headersSchema,
  data: z.unknown().optional(),
  idempotent: z.boolean().default(false),
  response: responseSchema.optional(),
  failure: failureSchema.optional(),
  attempts: z.array(attemptSchema).default([]),
  lastPurpose: z.enum(['token', 'request']).default('request'),
  key: z.string().nullable().default('site-7'),
  claims: z
    .strictObject({
      keyType: z.string().nullable().default(null),
      companyIds: idsSchema,
      customerIds: idsSchema,
      siteIds: idsSchema,
      issuedAt: timeSchema,
      expiresAt: timeSchema,
      notBefore: timeSchema,
      audience: idsSchema,
    })
    .nullable()
    .default(null),
  window: z.strictObject({ used: z.int(), limit: z.int(), resetsAt: z.string() }).nullable().default(null),
  clockOffsetMs: z.number().nullable().default(null),
  now: z.string().default(new Date(NOW).toISOString()),
})

const caseSchema = z.strictObject({
  id: z.string(),
  situation: z.string(),
  given: givenSchema,
  /** What an expert would say; written before the explanation was seen. */
  ideal: z.string(),
  says: z.array(z.string()).min(1),
  never: z.array(z.string()),
  retry: z.enum(['No', 'Yes, now', 'Yes, after', 'Check first']),
  first: z.string().optional(),
})

export type ExamCase = z.infer<typeof caseSchema>

const fileSchema = z.strictObject({ group: z.string(), cases: z.array(caseSchema) })

/** All cases of the exam, by the name of their group. */
export function readExam(): Map<string, ExamCase[]> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))
  return new Map(
    files.map((name) => {
      const file = fileSchema.parse(load(readFileSync(new URL(name, FOLDER), 'utf8')))
      return [name.replace('.yaml', ''), file.cases]
    }),
  )
}

/** A part of a text as a case asks for it: `/expression/flags`, or plain words. */
export function expression(wanted: string): RegExp {
  const match = /^\/(.*)\/([a-z]*)$/s.exec(wanted)
  return match
    ? new RegExp(match[1] ?? '', match[2])
    : new RegExp(wanted.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`), 'i')
}

/** What a case gives, as the evidence that a diagnosis rests on: without secrets, as the recorder hands it over. */
export function evidenceOf({ given }: ExamCase): Evidence {
  const sent = headersOf(given.headers)
  const secrets = sent.filter(([name]) => isSecretName(name, 'header')).map(([, value]) => value)
  const redactor = createRedactor(() => secrets)
  const response = given.response ? redactor.response(responseOf(given.response)) : null
  const failure = given.failure ? failureOf(given.failure) : null
  const data = textOf(given.data)
  const [method = 'GET'] = given.request.split(' ')
  const isGet = /^(GET|HEAD|OPTIONS)$/i.test(method)
  const request = redactor.request(
    makeRequest(given.request === '' ? 'GET ' : given.request, {
      headers: sent,
      body: data,
      idempotent: isGet || given.idempotent,
    }),
  )
  return makeEvidence(given.request, response, {
    request: given.request === '' ? { ...request, url: '', route: '' } : request,
    failure,
    ...(data === null && !isGet ? { untold: ['body'] } : {}),
    attempts: attemptsOf(given, response, failure),
    key: given.key,
    claims: given.claims && claimsOf(given.claims),
    clockOffsetMs: given.clockOffsetMs,
    now: Date.parse(given.now),
    catalog: builtInCatalog,
    window: given.window && windowOf(given.window),
  })
}

type Given = z.infer<typeof givenSchema>

/** A case without a request is a response that was pasted: nothing else is known then. */
function attemptsOf(given: Given, response: ApiResponse | null, failure: Failure | null): Attempt[] {
  if (given.request === '') return []
  const earlier = given.attempts.map((each, at) =>
    makeAttempt({
      number: at + 1,
      purpose: each.purpose,
      startedAt: new Date(each.at).toISOString(),
      response:
        each.status === undefined
          ? null
          : responseOf({ status: each.status, headers: each.headers, body: each.body }),
      failure: each.failure ? failureOf(each.failure) : null,
      decision: each.action
        ? { action: each.action, rule: each.rule ?? each.action, reason: '', delayMs: 0 }
        : null,
    }),
  )
  const last = makeAttempt({
    number: earlier.length + 1,
    purpose: given.lastPurpose,
    startedAt: new Date(given.now).toISOString(),
    response,
    failure,
  })
  // Of what failed before a response, no byte came.
  if (failure) last.timing = { ...last.timing, firstByteMs: null }
  return [...earlier, last]
}

function responseOf({ status, headers, body }: z.infer<typeof responseSchema>): ApiResponse {
  const text = textOf(isShort(body) ? wholeOf(body) : body) ?? ''
  const own = headersOf(headers)
  const hasType = own.some(([name]) => name.toLowerCase() === 'content-type')
  const isJson = typeof body === 'object' && body !== null
  return {
    status,
    headers: hasType || !isJson ? own : [JSON_TYPE, ...own],
    body: text,
    bodyBytes: Buffer.byteLength(text),
    truncated: false,
  }
}

interface ShortFailure {
  failed: [code: number, message: string, errors?: string[]]
}

function isShort(body: unknown): body is ShortFailure {
  return typeof body === 'object' && body !== null && 'failed' in body && Array.isArray(body.failed)
}

/** The envelope of a failure, with what the case writes beside it. */
function wholeOf({ failed: [code, message, errors], ...beside }: ShortFailure): object {
  return { ...failed(code, message, errors), ...beside }
}

function failureOf({ kind, code, message, mayHaveBeenSent }: z.infer<typeof failureSchema>): Failure {
  return { kind, code, message: message ?? `${code ?? kind} happened`, mayHaveBeenSent }
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null
    ? null
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)
}

/** A made-up token stands where a case writes `{jwt}`. */
function headersOf(headers: Record<string, string>): Header[] {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = `${part({ alg: 'RS256' })}.${part({ sub: 'exam' })}.${'s'.repeat(40)}`
  return Object.entries(headers).map(([name, value]) => [name, value.replace('{jwt}', token)])
}

function claimsOf(claims: NonNullable<Given['claims']>): Claims {
  const time = (iso: string | null) => (iso === null ? null : Date.parse(iso))
  const { keyType, companyIds, customerIds, siteIds } = claims
  const notBefore = time(claims.notBefore)
  return {
    keyType,
    companyIds,
    customerIds,
    siteIds,
    issuedAt: time(claims.issuedAt),
    expiresAt: time(claims.expiresAt),
    ...(notBefore === null ? {} : { notBefore }),
    ...(claims.audience === null ? {} : { audience: claims.audience }),
  }
}

function windowOf({ used, limit, resetsAt }: NonNullable<Given['window']>): WindowState {
  const end = Date.parse(resetsAt)
  return {
    profile: 'Sandbox',
    key: 'site-7',
    limit,
    lengthMs: MINUTE_MS,
    mode: 'observe',
    used,
    own: used,
    queued: 0,
    startsAt: end - MINUTE_MS,
    resetsAt: end,
    full: true,
    others: used < limit ? 'refused' : null,
    clockOffsetMs: null,
  }
}

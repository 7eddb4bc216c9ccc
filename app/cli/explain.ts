import { ulid } from 'ulid'
import { routeOf, type Catalog } from '../catalog/catalog.ts'
import { systemClock } from '../clock.ts'
import { EXCHANGE_VERSION, type ApiRequest, type ApiResponse, type Exchange } from '../contract/exchange.ts'
import { PRESETS } from '../contract/profile.ts'
import { claimsSchema, type Claims } from '../contract/token.ts'
import { claimsFrom, readClaims } from '../diagnosis/claims.ts'
import { decode, decodeText, isSuccess, type Decoded } from '../diagnosis/decode.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import { isObject } from '../diagnosis/values.ts'
import { createRedactor } from '../exchangeFormats/redaction.ts'
import { readRawAnswer } from '../exchangeFormats/rawAnswer.ts'
import { catalogFrom, headerOf, jsonOf, parse, readInput, secretFrom } from './arguments.ts'
import { exitCodeOf } from './exitCode.ts'
import { CommandError, type Io } from './io.ts'
import { explanation } from './print.ts'
import { statusFrom } from './statusFrom.ts'

/** What the page and the tool show where an answer came from a file and not from a profile. */
const NO_PROFILE = 'none'

export async function explain(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, {
    status: { type: 'string' },
    request: { type: 'string' },
    header: { type: 'string', multiple: true },
    claims: { type: 'string' },
    'token-env': { type: 'string' },
    catalog: { type: 'string' },
    json: { type: 'boolean' },
  })
  const [file = '-', extra] = positionals
  if (extra !== undefined)
    throw new CommandError(`"${extra}" is one file too many. Give one, or - for standard input.`)
  if (values.claims !== undefined && values['token-env'] !== undefined) {
    throw new CommandError('--claims and --token-env exclude each other: both tell the claims.')
  }
  const givenStatus = values.status === undefined ? null : statusOf(values.status)
  const headers = (values.header ?? []).map(headerOf)
  const catalog = await catalogFrom(values.catalog)
  const request = requestOf(values.request, catalog)
  const token = values['token-env'] === undefined ? null : secretFrom(io, values['token-env'], '--token-env')
  const claims = token === null ? await claimsOfFile(values.claims) : claimsOfToken(token)

  const raw = readRawAnswer(file === '-' ? await io.stdin() : await readInput(file, 'The answer'))
  const allHeaders = [...raw.headers, ...headers]
  const contentType = allHeaders.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
  const { text } = decodeText(raw.body, contentType)
  const answer = answerWithStatus(givenStatus ?? raw.status, {
    status: 200,
    headers: allHeaders,
    body: text,
    bodyBytes: raw.body.length,
    truncated: false,
  })
  if (answer.isGuessed) {
    io.stderr(
      `The HTTP status was not given: taken to be ${answer.response.status}, from the body. --status N says it.\n`,
    )
  }
  const { response, decoded } = answer
  const redactor = createRedactor(() => (token === null ? [] : [token]))
  const exchange = redactor.exchange(explained({ request, response, decoded, claims, catalog }))
  io.stdout(values.json ? `${JSON.stringify(exchange, null, 2)}\n` : explanation(exchange))
  return exitCodeOf(exchange)
}

interface Given {
  request: ApiRequest
  response: ApiResponse
  decoded: Decoded
  claims: Claims | null
  catalog: Catalog
}

/** An exchange of one attempt that was never sent by us. */
function explained({ request, response, decoded, claims, catalog }: Given): Exchange {
  const now = systemClock.now()
  const at = new Date(now).toISOString()
  const reading = diagnose(
    {
      request,
      response,
      failure: null,
      attempts: [],
      key: null,
      profile: null,
      claims,
      now,
      clockOffsetMs: null,
      window: null,
      traceHeaders: PRESETS[0]?.traceHeaders ?? [],
      catalog,
    },
    decoded,
  )
  return {
    version: EXCHANGE_VERSION,
    id: ulid(now),
    source: 'import',
    replayOf: null,
    profile: NO_PROFILE,
    key: null,
    startedAt: at,
    endedAt: at,
    request,
    attempts: [
      {
        number: 1,
        purpose: 'request',
        startedAt: at,
        timing: { waitedMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: null },
        response,
        failure: null,
        decision: null,
      },
    ],
    outcome: outcomeOf(response, decoded),
    ...reading,
  }
}

function outcomeOf({ status }: ApiResponse, { envelope }: Decoded): Exchange['outcome'] {
  if (isSuccess(status, envelope)) return 'success'
  return status >= 200 && status < 300 ? 'service-failure' : 'http-failure'
}

function answerWithStatus(
  status: number | null,
  response: ApiResponse,
): { response: ApiResponse; decoded: Decoded; isGuessed: boolean } {
  if (status !== null) {
    const known = { ...response, status }
    return { response: known, decoded: decode(known), isGuessed: false }
  }
  const guessed = { ...response, status: statusFrom(decode(response)) }
  return { response: guessed, decoded: decode(guessed), isGuessed: true }
}

function statusOf(text: string): number {
  const status = Number(text)
  if (!/^[1-9]\d\d$/.test(text))
    throw new CommandError(`--status takes three digits such as 403, not "${text}".`)
  return status
}

function requestOf(text: string | undefined, catalog: Catalog): ApiRequest {
  const [method = 'GET', url = '', ...rest] = (text ?? '').trim().split(/\s+/)
  if (
    text !== undefined &&
    (rest.length > 0 || !/^[A-Za-z]+$/.test(method) || !/^(\/|https?:\/\/)/.test(url))
  ) {
    throw new CommandError(
      `--request takes a method and a path, such as "GET /api/external/sites", not "${text}".`,
    )
  }
  const name = text === undefined ? 'GET' : method.toUpperCase()
  return {
    method: name,
    url,
    route: url === '' ? '' : routeOf(catalog, name, url),
    headers: [],
    body: null,
    idempotent: ['GET', 'HEAD', 'OPTIONS'].includes(name),
  }
}

async function claimsOfFile(file: string | undefined): Promise<Claims | null> {
  if (file === undefined) return null
  const value = jsonOf(await readInput(file, 'The claims'), `The claims ${file}`)
  const ours = claimsSchema.safeParse(value)
  const claims = ours.success ? ours.data : isObject(value) ? claimsFrom(value) : null
  if (!claims || Object.values(claims).every((claim) => claim === null))
    throw new CommandError(`The claims ${file} hold none of KeyType, CompanyId, CustomerId and SiteId.`)
  return claims
}

function claimsOfToken(token: string): Claims {
  const claims = readClaims(token)
  if (!claims) throw new CommandError('The token of --token-env is not a JWT whose claims can be read.')
  return claims
}

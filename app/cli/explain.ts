import { earlierAttemptsSchema } from '../contract/earlierAttempt.ts'
import { claimsSchema, type Claims } from '../contract/token.ts'
import { claimsFrom, readClaims } from '../diagnosis/claims.ts'
import { isObject } from '../contract/values.ts'
import type { PastedContent } from '../reading/pastedText.ts'
import { shellQuote } from '../formats/requests/shellQuote.ts'
import { explainAnswer } from '../operations/explain.ts'
import { catalogFrom, dataOf, documentIn, headerOf, jsonOf, parse, secretFrom } from './arguments.ts'
import { withTool } from './context.ts'
import { exitCodeOf } from './exitCode.ts'
import { readInput } from './input.ts'
import { CommandError, type Io } from './io.ts'
import { explanation } from './print.ts'

export async function explain(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, {
    status: { type: 'string' },
    request: { type: 'string' },
    header: { type: 'string', multiple: true },
    claims: { type: 'string' },
    'token-env': { type: 'string' },
    data: { type: 'string' },
    attempts: { type: 'string' },
    catalog: { type: 'string' },
    json: { type: 'boolean' },
  })
  const [file = '-', extra] = positionals
  if (extra !== undefined)
    throw new CommandError(`"${extra}" is one file too many. Give one, or - for standard input.`)
  if (values.claims !== undefined && values['token-env'] !== undefined)
    throw new CommandError('Give either --claims or --token-env, because both name the claims.')
  if (file === '-' && values.data === '@-')
    throw new CommandError(
      'The response and --data cannot both be standard input. Give one of them as a file.',
    )
  if (values.request?.trim() === '') throw badRequest(values.request)
  const status = values.status === undefined ? null : statusOf(values.status)
  const headers = (values.header ?? []).map(headerOf)
  const catalog = await catalogFrom(values.catalog)
  const token = values['token-env'] === undefined ? null : secretFrom(io, values['token-env'], '--token-env')
  const claims = token === null ? await claimsOfFile(values.claims) : claimsOfToken(token)
  const body = values.data === undefined ? undefined : await dataOf(values.data, io)
  const attempts = values.attempts === undefined ? [] : await attemptsIn(values.attempts)
  const answer = file === '-' ? await io.stdin() : await readInput(file, 'The response')

  const secrets = () => (token === null ? [] : [token])
  const request = values.request ?? ''
  const { exchange, content, isRequestUnread } = await withTool(io, { catalog, secrets }, (context) =>
    explainAnswer.run(context, { answer, status, request, headers, claims, body, attempts }),
  )
  const refusal = REFUSALS[content]?.(file)
  if (refusal !== undefined) throw new CommandError(refusal)
  if (isRequestUnread) throw badRequest(request)
  io.stdout(values.json ? `${JSON.stringify(exchange, null, 2)}\n` : explanation(exchange, io.columns))
  return exitCodeOf(exchange)
}

const attemptsIn = (file: string) => documentIn(file, 'The list of attempts', earlierAttemptsSchema)

/** What may be in a file, and cannot be explained. */
const REFUSALS: Partial<Record<PastedContent, (file: string) => string>> = {
  capture: (file) => `This is a HAR file, not a response. Import it: postern import ${shellQuote(file)}`,
  command: () => 'This is a command, not a response. Run it (curl with -i), then explain its output.',
}

function badRequest(text: string): CommandError {
  return new CommandError(
    `--request takes a method and a path, for example "GET /api/external/sites", not "${text}".`,
  )
}

function statusOf(text: string): number {
  const status = Number(text)
  if (!/^[1-9]\d\d$/.test(text))
    throw new CommandError(`--status takes three digits, for example 403, not "${text}".`)
  return status
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
  if (!claims) throw new CommandError('The token of --token-env is not a JWT with claims.')
  return claims
}

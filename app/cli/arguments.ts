import { issueSentence } from '../contract/issueSentence.ts'
import { messageOf } from '../contract/thrown.ts'
import type { z } from 'zod'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { builtInCatalog, type Catalog } from '../catalog/catalog.ts'
import { catalogExtensionSchema } from '../catalog/extension.ts'
import { extendCatalog } from '../catalog/extend.ts'
import { parseDuration } from '../contract/duration.ts'
import type { Header } from '../contract/exchange.ts'
import { suggestion } from '../contract/nearest.ts'
import { own } from '../contract/values.ts'
import { isHttpToken } from '../contract/http.ts'
import { keySecretSchema } from '../contract/keys.ts'
import { baseUrlSchema } from '../contract/profile.ts'
import { LONGEST_MS } from '../contract/times.ts'
import { readInput, utf8Of } from './input.ts'
import { CommandError, type Io } from './io.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** Node's own parser, with its errors as ours. */
export function parse<const O extends Options>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    const text = messageOf(error)
    const unknown = /^Unknown option '(--?[^']*)'/.exec(text)?.[1]
    if (unknown !== undefined) {
      const names = [...Object.keys(options), 'help', 'version'].map((name) => `--${name}`)
      throw new CommandError(`There is no option ${unknown}.${suggestion(unknown, names)} See --help.`)
    }
    throw new CommandError(`${text.split('. To specify')[0] ?? text}. See --help.`)
  }
}

/** `1500ms`, `30s`, `5m`, `1h`, `2d` to ms. */
export function durationMs(text: string, option: string): number {
  const ms = parseDuration(text)
  if (ms === null)
    throw new CommandError(`${option} takes a duration, for example 500ms, 30s or 5m, not "${text}".`)
  if (ms > LONGEST_MS) throw new CommandError(`${option} takes up to 24 days, not "${text}".`)
  return ms
}

/** A duration that is not nothing. */
export function positiveDurationMs(text: string, option: string): number {
  const ms = durationMs(text, option)
  if (ms === 0) throw new CommandError(`${option} must be longer than 0.`)
  return ms
}

/** `60/60s` to a limit and a window's length in ms. */
export function rateOf(text: string): { limit: number; lengthMs: number } {
  const [count = '', length = '', ...rest] = text.split('/')
  const limit = Number(count)
  if (rest.length > 0 || !/^\d{1,6}$/.test(count) || limit < 1 || parseDuration(length) === null) {
    throw new CommandError(`--rate takes requests and a duration, for example 60/60s, not "${text}".`)
  }
  return { limit, lengthMs: positiveDurationMs(length, '--rate') }
}

/** A whole number from 1 to `most`. */
export function numberOf(text: string, option: string, most: number): number {
  const number = Number(text)
  if (!/^\d{1,7}$/.test(text) || number < 1 || number > most) {
    throw new CommandError(`${option} takes a number from 1 to ${most}, not "${text}".`)
  }
  return number
}

/** A port, where 0 is any free one. */
export function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new CommandError(`--port takes a number from 0 to 65535, not "${text}".`)
  }
  return port
}

/** By the rule for the profiles of the app. */
export function baseUrlOf(text: string): string {
  const address = baseUrlSchema.safeParse(text)
  if (address.success) return address.data
  // Without the text, which may hold a password.
  throw new CommandError(`--base-url is wrong. ${issueSentence(address.error.issues[0])}.`)
}

/** The path with `k=v` pairs added to its query, before a fragment. */
export function withQuery(path: string, pairs: readonly string[]): string {
  const added = pairs.map((pair) => {
    const equals = pair.indexOf('=')
    if (equals < 1) throw new CommandError(`--query takes k=v, not "${pair}".`)
    return `${encodeURIComponent(pair.slice(0, equals))}=${encodeURIComponent(pair.slice(equals + 1))}`
  })
  if (added.length === 0) return path
  const [address = ''] = path.split('#', 1)
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&'
  return address + joint + added.join('&')
}

export function headerOf(text: string): Header {
  const colon = text.indexOf(':')
  const name = text.slice(0, colon).trim()
  if (colon < 1 || !isHttpToken(name)) {
    throw new CommandError(`--header takes "Name: value", not "${text}".`)
  }
  return [name, text.slice(colon + 1).trim()]
}

/** A secret from the environment, by the rule for the keys of the app. Its value never appears in a message. */
export function secretFrom(io: Io, name: string, option: string): string {
  const given = own(io.env, name)
  const value = typeof given === 'string' ? given.trim() : ''
  if (value === '')
    throw new CommandError(`${option} names the environment variable ${name}, which is empty or missing.`)
  const refused = keySecretSchema.safeParse(value).error
  if (refused)
    throw new CommandError(
      `${option} names the environment variable ${name}, but its value is wrong: ${issueSentence(refused.issues[0])}.`,
    )
  return value
}

/** A text as it is given, or the content of `@FILE`; `@-` is standard input. */
export async function dataOf(text: string, io: Io): Promise<string> {
  if (!text.startsWith('@')) return text
  if (text === '@-') return utf8Of(await io.stdin(), 'Standard input')
  const path = text.slice(1)
  return utf8Of(await readInput(path, 'The body'), `The body ${path}`)
}

export function jsonOf(bytes: Uint8Array, what: string): unknown {
  const text = utf8Of(bytes, what).replace(/^\ufeff/, '')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CommandError(`${what} is not JSON: ${messageOf(error)}`)
  }
}

/** A file of JSON that a schema describes; `what` names it in an error. */
export async function documentIn<S extends z.ZodType>(
  file: string,
  what: string,
  schema: S,
): Promise<z.infer<S>> {
  const read = schema.safeParse(jsonOf(await readInput(file, what), `${what} ${file}`))
  if (read.success) return read.data
  const problems = read.error.issues.map((issue) => `  ${issueSentence(issue)}.`)
  throw new CommandError(`${what} ${file} has mistakes:\n${problems.join('\n')}`)
}

/** The built-in catalog, with the user's file over it when one is named. */
export async function catalogFrom(file: string | undefined): Promise<Catalog> {
  if (file === undefined) return builtInCatalog
  return extendCatalog(builtInCatalog, await documentIn(file, 'The catalog', catalogExtensionSchema))
}

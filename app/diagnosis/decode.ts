import type { ApiResponse, Envelope, EnvelopeKind } from '../contract/exchange.ts'
import { isHtmlType, isJsonType, mediaTypeOf } from '../contract/headers.ts'
import { findUnsafeIntegers, type UnsafeInteger } from './numbers.ts'
import { MAX_ERRORS, type ListedError } from './bodyErrors.ts'
import { bare, isApiKind, kindOfObject, readObject, type Shape } from './shapes.ts'
import { clip, isObject } from '../contract/values.ts'

export { decodeText, type BodyText } from './bodyText.ts'

/** A body that has been read once, for all that look at it. */
export interface Decoded {
  envelope: Envelope
  /** The parsed body; undefined when it is not JSON. */
  value: unknown
  /** How many errors the body lists; the envelope keeps the first hundred. */
  errorTotal: number
  /** The same errors with the fields that they name; at most a hundred. */
  listed: ListedError[]
  /** In lower case, without parameters; null when the answer names none. */
  mediaType: string | null
  /** Why the body is not JSON, where it was meant to be. */
  syntax: { isCutShort: boolean; message: string } | null
  /** Integers that JavaScript cannot hold exactly. */
  unsafeIntegers: UnsafeInteger[]
}

const FIRST_PART = 4096

/** Reads a body into an envelope. It never throws, whatever the body is. */
export function decode(response: ApiResponse): Decoded {
  const mediaType = mediaTypeOf(response.headers)
  const text = response.body.charCodeAt(0) === 0xfeff ? response.body.slice(1) : response.body
  const start = text.search(/\S/)
  if (start < 0) return finish(bare('empty', null), mediaType)

  const first = text.charAt(start)
  if (first === '<') return finish(readMarkup(text.slice(start, start + FIRST_PART), mediaType), mediaType)

  const parsed = parse(text)
  if (parsed.ok) {
    const kind = isObject(parsed.value) ? kindOfObject(parsed.value, mediaType) : 'other-json'
    const shape = isObject(parsed.value)
      ? readObject(kind, parsed.value)
      : bare(kind, sentenceIn(parsed.value))
    return finish(shape, mediaType, parsed.value, findUnsafeIntegers(text, parsed.value))
  }
  const isMeantAsJson =
    first === '{' || first === '[' || (first === '"' && mediaType !== null && isJsonType(mediaType))
  const said = text.slice(start, start + FIRST_PART).trim()
  if (!isMeantAsJson) return finish(bare('text', clip(said, 500)), mediaType)
  const syntax = { isCutShort: endsEarly(text, parsed.message), message: parsed.message }
  return { ...finish(bare('broken-json', salvagedMessage(said)), mediaType), syntax }
}

const SAYS_END = /unterminated|end of (?:json|input|data)/i

/** Whether a text that is no JSON is the beginning of one: by its last character, or because the parser got to its end. */
function endsEarly(text: string, message: string): boolean {
  const end = text.slice(-FIRST_PART).trimEnd()
  if (!'}]"'.includes(end.at(-1) ?? '') || SAYS_END.test(message)) return true
  const position = /\bat position (\d+)/.exec(message)?.[1]
  return position !== undefined && Number(position) >= text.trimEnd().length
}

/** A JSON string is a message, as some frameworks send it; anything else says nothing. */
function sentenceIn(value: unknown): string | null {
  return typeof value === 'string' ? clip(value, FIRST_PART / 2) : null
}

/** What the status of an envelope says, where the rest of it is broken. */
function salvagedMessage(beginning: string): string | null {
  const [, written, end] =
    /"(?:errorMessage|message|errorMessagesAsString|statusMessage|detail|error_description)"\s*:\s*"((?:[^"\\]|\\.){1,2000})("|\\?.?$)/.exec(
      beginning,
    ) ?? []
  if (written === undefined) return null
  const parsed = parse(`"${written}"`)
  if (!parsed.ok || typeof parsed.value !== 'string') return null
  return end === '"' ? parsed.value : `${parsed.value}…`
}

function finish(
  { envelope, errorTotal, listed }: Shape,
  mediaType: string | null,
  value?: unknown,
  unsafeIntegers: UnsafeInteger[] = [],
): Decoded {
  const whole = errorTotal > MAX_ERRORS ? { ...envelope, errorTotal } : envelope
  return { envelope: whole, value, errorTotal, listed, mediaType, syntax: null, unsafeIntegers }
}

function parse(text: string): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    // Some engines run out of stack on deep nesting instead of reporting a fault in the text.
    return { ok: false, message: clip(error instanceof Error ? error.message : 'It cannot be parsed', 200) }
  }
}

function readMarkup(beginning: string, mediaType: string | null): Shape {
  const isHtml =
    (mediaType !== null && isHtmlType(mediaType)) ||
    /<!doctype html|<html|<head|<body|<title/i.test(beginning)
  if (!isHtml) return bare('text', clip(xmlWords(beginning) || beginning.trim(), 500))
  return bare('html', pageWords(beginning))
}

/** What an error in XML says, as file storages write it; empty where it has no element for words. */
function xmlWords(beginning: string): string {
  return [...beginning.matchAll(XML_WORDS)]
    .slice(0, 2)
    .map(([, words = '']) => words.trim())
    .join(' ')
}

const XML_WORDS =
  /<(?:\w{1,20}:)?(?:message|errormessage|faultstring|detail|authenticationerrordetail)(?:\s[^<>]{0,200})?>([^<]{1,1000})</gi

const OF_ANY_PAGE = /^(?:\d{3} )?(?:bad request|error|not found|forbidden|server error|service unavailable)$/i

/** The title of a page, or its first heading; what follows where those say no more than a status. */
function pageWords(beginning: string): string {
  const parts = [...beginning.matchAll(/<(?:title|h[1-3]|p)\b[^<>]{0,200}>([^<]{1,300})/gi)]
    .map(([, words = '']) => words.replace(/\s+/g, ' ').trim())
    .filter((words) => words !== '')
    .slice(0, 4)
  const [first = ''] = parts
  if (!OF_ANY_PAGE.test(first)) return /^<p\b/i.test(beginning) ? '' : first
  const more = parts.filter((words) => !OF_ANY_PAGE.test(words) && !words.includes('<'))
  return more.length === 0 ? first : more.slice(0, 2).join('. ').replaceAll(/\.\./g, '.')
}

/** Whether the answer says that all went well: by HTTP, and by the code 0 that every envelope of the API has to say. */
export function isSuccess(status: number, envelope: Envelope): boolean {
  if (status === 0) return envelope.code === 0
  if (status < 200 || status > 299) return false
  return envelope.code === 0 || (envelope.code === null && !isApiKind(envelope.kind))
}

/** Kinds that cannot be what an endpoint meant to answer. */
export function isForeign(kind: EnvelopeKind): boolean {
  return kind === 'gateway' || kind === 'html' || kind === 'text'
}

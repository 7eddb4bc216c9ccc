import type { Header } from './exchange.ts'
import { placeholderIn } from './recorded.ts'

/** Value of the first header of that name (given in lower case); null when there is none. */
export function headerOf(headers: readonly Header[], name: string): string | null {
  for (const [each, value] of headers) {
    if (each.length === name.length && each.toLowerCase() === name) return value
  }
  return null
}

/** The token of a call, without its scheme; null where it has none, or a placeholder for one. */
export function bearerOf(headers: readonly Header[]): string | null {
  const value = headerOf(headers, 'authorization')?.trim() ?? ''
  const token = value.replace(/^bearer\s+/i, '')
  return token === '' || placeholderIn(value) !== null ? null : token
}

/** Whether a name, as somebody typed it, is that of a header. */
export function isSameHeader(typed: string, name: string): boolean {
  return typed.trim().toLowerCase() === name.toLowerCase()
}

/** The media type in lower case, without its parameters; null when none is given. */
export function mediaTypeOf(headers: readonly Header[]): string | null {
  const value = headerOf(headers, 'content-type')
  if (value === null) return null
  const end = value.indexOf(';')
  const type = (end < 0 ? value : value.slice(0, end)).trim().toLowerCase()
  return type === '' ? null : type.slice(0, 200)
}

export function isJsonType(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType === 'text/json' || mediaType.endsWith('+json')
}

export function isHtmlType(mediaType: string): boolean {
  return mediaType === 'text/html' || mediaType === 'application/xhtml+xml'
}

import type { Header } from '../contract/exchange.ts'
import { isSignatureHeader, SIGNATURE_HEADER } from '../contract/webhooks.ts'
import { isObject, parseJson } from '../contract/values.ts'
import { textOf } from './bytes.ts'

/** A webhook as it arrived. */
export interface Delivery {
  headers: readonly Header[]
  body: Uint8Array
}

/** The headers that carry a signature, that of the API documentation first. */
export function signatureHeaders({ headers }: Pick<Delivery, 'headers'>): Header[] {
  const isOwn = ([name]: Header) => name.toLowerCase() === SIGNATURE_HEADER.toLowerCase()
  const others = headers.filter((header) => isSignatureHeader(header[0]) && !isOwn(header))
  return [...headers.filter(isOwn), ...others]
}

const OF_IDS = /^(?:webhooks?-id|svix-id|x-github-delivery|(?:x-)?(?:[\w-]{1,40}-)?(?:delivery|event)-id)$/i
const OF_TIMES = /^(?:webhooks?-timestamp|svix-timestamp|(?:x-)?(?:[\w-]{1,40}-)?timestamp)$/i

export function isTimeHeader(name: string): boolean {
  return OF_TIMES.test(name)
}

/** What the sender calls the delivery; null where no header has it. */
export function sentIdOf({ headers }: Pick<Delivery, 'headers'>): string | null {
  return valueOf(headers, OF_IDS)
}

/** The timestamp of a header of its own, as it is written; a scheme may have it in the signature instead. */
export function timestampOf({ headers }: Pick<Delivery, 'headers'>): string | null {
  return valueOf(headers, OF_TIMES)
}

function valueOf(headers: readonly Header[], names: RegExp): string | null {
  return headers.find(([name]) => names.test(name))?.[1].trim() ?? null
}

/** Epoch ms of a timestamp in seconds, in ms, or in ISO 8601; null of anything else. */
export function timeIn(timestamp: string | null): number | null {
  if (timestamp === null) return null
  if (/^\d{9,11}$/.test(timestamp)) return Number(timestamp) * 1000
  if (/^\d{12,14}$/.test(timestamp)) return Number(timestamp)
  const time = /^\d{4}-\d{2}-\d{2}T/.test(timestamp) ? Date.parse(timestamp) : Number.NaN
  return Number.isNaN(time) ? null : time
}

const OF_EVENTS = /^(?:webhooks?-event|x-github-event|(?:x-)?(?:[\w-]{1,40}-)?event(?:-type)?)$/i
const LONGEST_EVENT = 100

/**
 * Name of the event, such as `timesheet.approve`; null where nothing names it. The payload is not published: what is read
 * are the fields of a subscription, then what other senders use.
 */
export function eventOf(delivery: Delivery): string | null {
  const text = textOf(delivery.body)
  const body = text === null ? undefined : parseJson(text.replace(/^\ufeff/, ''))
  const fields = isObject(body) ? body : {}
  const [event, eventType, type] = ['event', 'eventType', 'type'].map((name) => fields[name])
  const named = typeof event === 'string' && typeof eventType === 'string' ? `${eventType}.${event}` : null
  const names = [named, event, eventType, type, valueOf(delivery.headers, OF_EVENTS)]
  // A name is one line: anybody may send it, and a list shows it among its own words.
  const lines = names.map((each) => (typeof each === 'string' ? each.replace(/\s+/g, ' ').trim() : ''))
  return lines.find((line) => line !== '')?.slice(0, LONGEST_EVENT) ?? null
}

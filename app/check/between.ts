import { splitUrl } from '../contract/url.ts'
import { isSafeMethod } from '../contract/http.ts'
import type { Call } from './calls.ts'
import { firstFrom } from './trace.ts'

/** Whether the program had looked for the record that an unsafe request may have made, before it sent that again. */
export function hasLooked(calls: readonly Call[], before: Call, retry: Call): boolean {
  const path = pathOf(before)
  return someBetween(calls, before, retry, (call) => {
    const isRead = call.method === 'GET' && (call.kind === 'done' || call.kind === 'refused')
    return isRead && call.host === before.host && isNear(pathOf(call), path)
  })
}

/** Whether something was written in between, after which a refused request may succeed. */
export function hasWritten(calls: readonly Call[], before: Call, retry: Call): boolean {
  return someBetween(calls, before, retry, (call) => {
    return !call.isToken && !isSafeMethod(call.method) && call.kind === 'done'
  })
}

/** Of the calls that began after the one had ended, and ended before the other began. */
function someBetween(
  calls: readonly Call[],
  before: Call,
  retry: Call,
  isMeant: (call: Call) => boolean,
): boolean {
  for (let next = firstFrom(calls, before.endedAt); next < calls.length; next += 1) {
    const call = calls[next]
    if (!call || call.order >= retry.order) return false
    if (call.order > before.order && call.endedAt <= retry.at && isMeant(call)) return true
  }
  return false
}

/** The same path, or that of a list and of one of its records. */
function isNear(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)
}

function pathOf({ url }: Call): string {
  return splitUrl(url).path.toLowerCase().replace(/\/+$/, '')
}

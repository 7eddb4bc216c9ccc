/** What asks for more is nonsense, and asks for nothing. */
const LONGEST_PAUSE_MS = 366 * 24 * 3600 * 1000

/**
 * Ms from now that a `Retry-After` asks for: seconds or an HTTP date (RFC 9110 section 10.2.3).
 * Null when the value is neither, or a date that has passed: that asks for nothing.
 * @param serverNow epoch ms in the server's clock, which a date is meant in
 */
export function readRetryAfter(value: string | null, serverNow: number): number | null {
  const text = value?.trim().slice(0, 60) ?? ''
  if (/^\d{1,9}(\.\d{1,3})?$/.test(text)) return sane(Math.ceil(Number(text) * 1000))
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return null
  // The oldest of the three date forms names no zone, and means GMT like the others.
  const date = Date.parse(/ \d{4}$/.test(text) ? `${text} GMT` : text)
  return date > serverNow ? sane(date - serverNow) : null
}

function sane(ms: number): number | null {
  return ms <= LONGEST_PAUSE_MS ? ms : null
}

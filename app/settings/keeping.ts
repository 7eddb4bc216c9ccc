import type { KeepingLimits } from '../contract/keeping.ts'

const DAY_MS = 86_400_000
const MEGABYTE = 1024 * 1024

/** The limits of the settings, in days and megabytes, as the history takes them, in ms and bytes. */
export function keepingOf({ days, exchanges, megabytes }: KeepingLimits): {
  maxAgeMs: number | null
  maxCount: number | null
  maxBytes: number | null
} {
  return {
    maxAgeMs: days === null ? null : days * DAY_MS,
    maxCount: exchanges,
    maxBytes: megabytes === null ? null : megabytes * MEGABYTE,
  }
}

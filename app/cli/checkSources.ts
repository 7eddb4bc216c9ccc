import type { Readable } from 'node:stream'
import type { ReportSource } from '../check/forms.ts'
import type { Exchange } from '../contract/exchange.ts'

/** The calls to check, and where they were read. */
export interface CheckInput {
  exchanges: Exchange[]
  source: ReportSource | null
}

/** Something to read calls from, from its beginning each time. */
export interface Opened {
  name: string
  open(): Readable
  savedAt: number
}

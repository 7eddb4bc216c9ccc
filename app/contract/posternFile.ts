import { z } from 'zod'
import { exchangeSchema } from './exchange.ts'

export const POSTERN_FILE_VERSION = 1
/** A file is for people, who read few. */
export const MOST_IN_FILE = 500
export const LARGEST_FILE_MB = 16

/** Exchanges with their diagnosis, as one Postern hands them to another. */
export const posternFileSchema = z.strictObject({
  postern: z.literal(POSTERN_FILE_VERSION),
  made: z.iso.datetime(),
  /** The version of the Postern that made it. */
  by: z.string().regex(/^[\w.+-]{1,40}$/),
  exchanges: z.array(exchangeSchema).min(1).max(MOST_IN_FILE),
})

export type PosternFile = z.infer<typeof posternFileSchema>

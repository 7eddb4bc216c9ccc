import { z } from 'zod'

/** Of a text that a link or a file brings, in characters. */
export const LONGEST_OFFERED = 1_000_000

/** A response that came by a link or a file, to be laid into the room Explain. Anybody may have written it. */
export const offeredAnswerSchema = z.strictObject({
  status: z.int().min(100).max(599).nullable(),
  body: z.string().max(LONGEST_OFFERED),
})

export type OfferedAnswer = z.infer<typeof offeredAnswerSchema>

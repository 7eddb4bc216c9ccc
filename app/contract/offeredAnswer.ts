import { z } from 'zod'

/** An answer that came by a link, to be laid into the room Explain. Anybody may have written it. */
export const offeredAnswerSchema = z.strictObject({
  status: z.int().min(100).max(599).nullable(),
  body: z.string().max(65_536),
})

export type OfferedAnswer = z.infer<typeof offeredAnswerSchema>

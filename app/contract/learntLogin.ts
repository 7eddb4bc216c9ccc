import { z } from 'zod'
import { tokenRecipeSchema } from './profile.ts'

/** How a pasted command asks for a token. */
export const learntLoginSchema = z.strictObject({
  /** Scheme, host and port. */
  baseUrl: z.string(),
  token: tokenRecipeSchema,
  /** What Postern does otherwise than the command, in sentences. */
  notes: z.array(z.string()),
})

export type LearntLogin = z.infer<typeof learntLoginSchema>

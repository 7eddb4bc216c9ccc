import { z } from 'zod'
import { bridgeErrorSchema } from '../contract/errors.ts'

/** In the folder of the agents; for this user alone. */
export const DOOR_FILE = 'door.json'

/** Where the app listens, and what lets in. */
export const doorSchema = z.strictObject({ version: z.literal(1), port: z.int(), secret: z.string() })

/** The one question: may this exchange be replayed, and then do it. */
export const knockSchema = z.strictObject({
  secret: z.string().max(200),
  replay: z.ulid(),
  /** Name of the program that asks, as it gives itself. */
  agent: z.string().max(100),
})

export const replySchema = z.union([
  z.strictObject({ ok: z.literal(true), exchange: z.ulid() }),
  z.strictObject({ ok: z.literal(false), error: bridgeErrorSchema }),
])

export type Knock = z.infer<typeof knockSchema>
export type Reply = z.infer<typeof replySchema>

import { z } from 'zod'
import { agentsStateSchema } from './agents.ts'
import { captureStateSchema } from './capture.ts'
import { COMMAND_IDS } from './commands.ts'
import { offeredAnswerSchema } from './offeredAnswer.ts'
import { exchangeSchema } from './exchange.ts'
import type { EventName } from './names.ts'
import { jobSchema } from './job.ts'
import { keyOfferSchema } from './keyOffer.ts'
import { noticeSchema } from './notice.ts'
import { sessionStateSchema } from './session.ts'
import { sandboxActivitySchema } from './sandbox.ts'
import { summarySchema } from './summary.ts'
import { tokenStateSchema } from './token.ts'
import { updateStateSchema } from './updates.ts'
import { webhooksStateSchema } from './webhooksRoom.ts'
import { windowStateSchema } from './rateWindow.ts'

/** Where an exchange under way stands: what it does now, and until when. */
const progressSchema = z.strictObject({
  id: z.string(),
  state: z.enum(['token', 'sending', 'waiting', 'done']),
  /** Number of the attempt under way or waited for, counting only those with purpose `request`. */
  attempt: z.int().positive(),
  /** The most attempts that may still be made, this one included; null when it depends on the answer. */
  of: z.int().positive().nullable(),
  /** Epoch ms in our own clock; null when nothing is waited for. */
  until: z.number().nullable(),
  /** Why it waits, in plain words; empty when nothing is waited for. */
  reason: z.string(),
})

/** Every event that main tells the page. */
export const EVENTS = {
  /** Settings, profiles and keys after a change of any of them. */
  'session:changed': sessionStateSchema,
  /**
   * A step of an exchange. `exchange` is its whole state where the page has opened it, with the first piece of each long
   * body; null otherwise.
   */
  'exchange:changed': z.strictObject({ summary: summarySchema, exchange: exchangeSchema.nullable() }),
  'exchange:progress': progressSchema,
  'window:changed': windowStateSchema,
  'token:changed': tokenStateSchema,
  'notice:added': noticeSchema,
  'job:changed': jobSchema,
  /** How many exchanges of a check have been read. */
  'check:progress': z.strictObject({ done: z.int().nonnegative(), total: z.int().nonnegative() }),
  /** Where updates stand, and how far a fetch has come. */
  'updates:changed': updateStateSchema,
  'agents:changed': agentsStateSchema,
  'import:offered': z.array(keyOfferSchema),
  /** Postern has forgotten or saved the secret that the response of this exchange handed over. */
  'secret:changed': z.strictObject({ id: z.string() }),
  /** More has changed than single exchanges: what is shown of the history is to be read again. */
  'history:changed': z.null(),
  'sandbox:activity': sandboxActivitySchema,
  'capture:changed': captureStateSchema,
  'webhooks:changed': webhooksStateSchema,
  'explain:offered': offeredAnswerSchema,
  /** A command was chosen outside of the page: in the menu, or by a notification. */
  'menu:chosen': z.strictObject({ id: z.enum(COMMAND_IDS) }),
  'computer:sleep': z.strictObject({ isAsleep: z.boolean() }),
} as const satisfies Record<EventName, z.ZodType>

export type { EventName }
export type EventPayload<N extends EventName> = z.infer<(typeof EVENTS)[N]>
export type Progress = z.infer<typeof progressSchema>

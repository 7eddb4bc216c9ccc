import { z } from 'zod'
import { findingSchema } from '../contract/exchange.ts'
import { deliverySchema } from '../contract/webhooks.ts'

const { signature, scheme, reason } = deliverySchema.shape

/** What `webhooks verify --json` prints. */
export const verifyDocumentSchema = z.strictObject({
  signature,
  /** Null where no scheme fits. */
  scheme,
  reason,
  findings: z.array(findingSchema),
})

export type VerifyDocument = z.infer<typeof verifyDocumentSchema>

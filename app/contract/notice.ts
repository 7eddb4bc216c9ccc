import { z } from 'zod'

/** Something that the user must be told once, such as a damaged file that was put aside. */
export const noticeSchema = z.strictObject({
  id: z.string(),
  severity: z.enum(['warning', 'info']),
  title: z.string(),
  detail: z.string(),
  remedy: z.string().nullable(),
})

export type Notice = z.infer<typeof noticeSchema>

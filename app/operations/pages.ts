import { z } from 'zod'
import { exchangeSchema } from '../contract/exchange.ts'
import { MOST_PAGES, PAGES_ENDS } from '../contract/pages.ts'
import { profileSchema } from '../contract/profile.ts'
import { sendSchema } from '../contract/send.ts'
import { fetchPages } from '../pages/pages.ts'
import { commandLineOperation } from './operation.ts'

export const pagesDeliver = commandLineOperation({
  name: 'pages:deliver',
  kind: 'send',
  summary: 'get all pages of a list, one after the other, within the rate limit',
  input: sendSchema
    .pick({ key: true, target: true, headers: true })
    .extend({
      profile: profileSchema,
      token: z.string().optional(),
      most: z.int().positive().max(MOST_PAGES),
    }),
  output: z.strictObject({
    pages: z.array(exchangeSchema),
    end: z.enum(PAGES_ENDS),
    failed: exchangeSchema.nullable(),
  }),
  run({ sender, signal }, { token, target, most, ...request }) {
    return fetchPages({
      first: null,
      target,
      most,
      isCancelled: () => signal.aborted,
      onPage: () => undefined,
      async send(page) {
        const { id, done } = sender.send({
          ...request,
          ...(token !== undefined && { token }),
          method: 'GET',
          target: page,
          body: null,
          markedIdempotent: false,
          replayOf: null,
          source: 'cli',
        })
        const cancel = () => sender.cancel(id)
        signal.addEventListener('abort', cancel, { once: true })
        try {
          return await done
        } finally {
          signal.removeEventListener('abort', cancel)
        }
      },
    })
  },
})

import { z } from 'zod'
import { PosternError } from '../contract/errors.ts'
import { exchangeSchema } from '../contract/exchange.ts'
import { MOST_PAGES, PAGES_ENDS } from '../contract/pages.ts'
import { profileSchema } from '../contract/profile.ts'
import { sendSchema } from '../contract/send.ts'
import { fetchPages } from '../pages/pages.ts'
import { nextPageUrl } from '../contract/nextPage.ts'
import { commandLineOperation, windowOperation } from './operation.ts'

export const pagesDeliver = commandLineOperation({
  name: 'pages:deliver',
  kind: 'send',
  summary: 'get all pages of a list, one after the other, within the rate limit',
  input: sendSchema.pick({ key: true, target: true, headers: true }).extend({
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

export const pagesFetch = windowOperation({
  name: 'pages:fetch',
  kind: 'send',
  summary: 'get the pages after that of an exchange, one after the other, within the rate limit',
  input: z.strictObject({ id: z.ulid() }),
  async run({ history, pages, jobs }, { id }) {
    const first = await history.get(id)
    if (first?.outcome !== 'success' || nextPageUrl(first) === null)
      throw new PosternError(
        'bad-input',
        'This response names no next page.',
        'Send the request for the list, and fetch its pages from there.',
      )
    jobs.refuseSecond('pages')
    pages.begin(first)
  },
})

const job = z.strictObject({ id: z.string().max(100) })

export const pagesPause = windowOperation({
  name: 'pages:pause',
  kind: 'write',
  summary: 'ask for no further page of a list',
  input: job,
  run: ({ pages }, { id }) => pages.pause(id),
})

export const pagesResume = windowOperation({
  name: 'pages:resume',
  kind: 'send',
  summary: 'go on with the pages of a list',
  input: job,
  run: ({ pages }, { id }) => pages.resume(id),
})

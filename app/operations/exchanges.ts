import { plural } from '../contract/words.ts'
import { z } from 'zod'
import { PosternError } from '../contract/errors.ts'
import { exchangeSchema } from '../contract/exchange.ts'
import { profileSchema } from '../contract/profile.ts'
import { sendSchema } from '../contract/send.ts'
import { commandLineOperation, windowOperation } from './operation.ts'
import { profileNamed } from './profiles.ts'

/** Of those that the page sends one by one: more would hold up what it asks meanwhile. */
const MOST_UNDER_WAY = 64

const exchangeId = z.strictObject({ id: z.ulid() })

export const exchangeSend = windowOperation({
  name: 'exchange:send',
  kind: 'send',
  summary: 'send a request with the retry rules',
  /** `isOpened`: further states of the exchange come whole with `exchange:changed`, so that the page need not ask. */
  input: sendSchema.extend({
    /** The origin that the page wrote the request for. Main refuses it where the base URL has changed since. */
    writtenFor: z.string().max(2000),
    isOpened: z.boolean().optional(),
    /** The id of a token of this session, which is sent instead of a key. It goes to its own origin alone. */
    sessionToken: z.string().max(40).optional(),
  }),
  output: exchangeId,
  run(context, { profile, isOpened = false, sessionToken, ...request }) {
    const { sender, profiles, opened, sessionTokens } = context
    if (context.underWay >= MOST_UNDER_WAY) throw tooMany()
    const source = request.replayOf === null ? 'composer' : 'replay'
    const held = sessionToken === undefined ? null : sessionTokens.authorizationOf(sessionToken)
    const { id, done } = sender.send({
      ...request,
      profile: profileNamed(profiles(), profile),
      source,
      ...(held && { key: null, token: held.authorization, tokenOrigin: held.origin }),
    })
    context.underWay += 1
    const end = () => {
      context.underWay -= 1
    }
    done.then(end, end)
    if (isOpened) opened.id = id
    return { id }
  },
})

export const exchangeDeliver = commandLineOperation({
  name: 'exchange:deliver',
  kind: 'send',
  summary: 'send a request with the retry rules, and give the exchange when it has ended',
  input: sendSchema.extend({ profile: profileSchema, token: z.string().optional() }),
  output: exchangeSchema,
  async run({ sender, signal }, { token, ...request }) {
    const { id, done } = sender.send({
      ...request,
      source: 'cli',
      ...(token !== undefined && { token }),
    })
    const cancel = () => sender.cancel(id)
    if (signal.aborted) cancel()
    signal.addEventListener('abort', cancel, { once: true })
    return done
  },
})

export const exchangeCancel = windowOperation({
  name: 'exchange:cancel',
  kind: 'write',
  summary: 'cancel an exchange that is in progress',
  input: exchangeId,
  run({ sender }, { id }) {
    if (!sender.cancel(id)) throw tooLate('This exchange has already ended.')
  },
})

export const exchangeSendNow = windowOperation({
  name: 'exchange:sendNow',
  kind: 'send',
  summary: 'cut the present wait of an exchange short',
  input: exchangeId,
  run({ sender }, { id }) {
    if (!sender.sendNow(id)) throw tooLate('This exchange is not waiting.')
  },
})

function tooMany(): PosternError {
  return new PosternError(
    'bad-input',
    `Postern already sends ${plural(MOST_UNDER_WAY, 'request')}.`,
    'Wait until one ends, or cancel one.',
  )
}

function tooLate(message: string): PosternError {
  return new PosternError('not-found', message, 'There is nothing to do.')
}

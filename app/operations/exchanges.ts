import { z } from 'zod'
import { PosternError } from '../contract/errors.ts'
import { exchangeSchema } from '../contract/exchange.ts'
import { profileSchema } from '../contract/profile.ts'
import { sendSchema } from '../contract/send.ts'
import { commandLineOperation, windowOperation } from './operation.ts'
import { profileNamed } from './profiles.ts'

const exchangeId = z.strictObject({ id: z.ulid() })

export const exchangeSend = windowOperation({
  name: 'exchange:send',
  kind: 'send',
  summary: 'send a request with the retry rules',
  /** `isOpened`: further states of the exchange come whole with `exchange:changed`, so that the page need not ask. */
  input: sendSchema.extend({ isOpened: z.boolean().optional() }),
  output: exchangeId,
  run({ sender, profiles, opened }, { profile, isOpened = false, ...request }) {
    const source = request.replayOf === null ? 'composer' : 'replay'
    const { id } = sender.send({ ...request, profile: profileNamed(profiles(), profile), source })
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
  output: z.void(),
  run({ sender }, { id }) {
    if (!sender.cancel(id)) throw tooLate('This exchange has already ended.')
  },
})

export const exchangeSendNow = windowOperation({
  name: 'exchange:sendNow',
  kind: 'send',
  summary: 'cut the present wait of an exchange short',
  input: exchangeId,
  output: z.void(),
  run({ sender }, { id }) {
    if (!sender.sendNow(id)) throw tooLate('This exchange waits for nothing that could be cut short.')
  },
})

function tooLate(message: string): PosternError {
  return new PosternError('not-found', message, 'Nothing needs to be done.')
}

import { z } from 'zod'
import { PosternError } from '../contract/errors.ts'
import { aliasSchema } from '../contract/keyName.ts'
import { keySecretSchema } from '../contract/keys.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { isLoopback, originOf, splitUrl } from '../contract/url.ts'
import { signedBytesSchema, webhooksStateSchema } from '../contract/webhooksRoom.ts'
import { isObject, parseJson } from '../contract/values.ts'
import { ASSUMED_SCHEME } from '../webhooks/scheme.ts'
import { signedText } from '../webhooks/signedText.ts'
import type { WindowContext } from './context.ts'
import { windowOperation } from './operation.ts'
import { profileNamed } from './profiles.ts'

/** The page could name any host: what arrives goes to this computer alone. */
const ownUrl = z
  .url('Give a URL, for example http://127.0.0.1:3000/hook.')
  .refine((url) => !splitUrl(url).authority.includes('@'), 'Give a URL without a user name and a password.')
  .refine(
    (url) => isLoopback(originOf(url) ?? ''),
    'Give a URL on this computer, for example http://127.0.0.1:3000.',
  )

const exchangeId = z.strictObject({ id: z.ulid() })

export const webhooksState = windowOperation({
  name: 'webhooks:state',
  kind: 'read',
  summary: 'show whether Postern receives webhooks, where, and which deliveries',
  output: webhooksStateSchema,
  run: ({ webhooks }) => webhooks.state(),
})

export const webhooksStart = windowOperation({
  name: 'webhooks:start',
  kind: 'write',
  summary: 'listen for webhooks, and forward them to a program on this computer',
  input: z.strictObject({ forwardTo: ownUrl.nullable() }),
  output: webhooksStateSchema,
  run: ({ webhooks }, { forwardTo }) => webhooks.start(forwardTo),
})

export const webhooksStop = windowOperation({
  name: 'webhooks:stop',
  kind: 'write',
  summary: 'stop listening for webhooks',
  output: webhooksStateSchema,
  run: ({ webhooks }) => webhooks.stop(),
})

/** A secret goes in here and never comes out. */
export const webhooksKeepSecret = windowOperation({
  name: 'webhooks:keepSecret',
  kind: 'write',
  summary: 'keep the secret of a subscriber, to check signatures with it',
  input: z.strictObject({ name: aliasSchema, secret: keySecretSchema }),
  output: webhooksStateSchema,
  run: ({ webhooks }, { name, secret }) => webhooks.keepSecret(name, secret),
})

export const webhooksRemoveSecret = windowOperation({
  name: 'webhooks:removeSecret',
  kind: 'write',
  summary: 'remove the secret of a subscriber',
  input: z.strictObject({ name: aliasSchema }),
  output: webhooksStateSchema,
  run: ({ webhooks }, { name }) => webhooks.removeSecret(name),
})

export const webhooksReplay = windowOperation({
  name: 'webhooks:replay',
  kind: 'send',
  summary: 'send a delivery of the history to your program, as received or signed anew',
  input: exchangeId.extend({ isResigned: z.boolean() }),
  output: exchangeId,
  async run(context, { id, isResigned }) {
    const exchange = await deliveryNamed(context, id)
    const to = context.webhooks.state().forwardTo ?? exchange.delivery?.forwardedTo ?? null
    if (to === null || !isLoopback(originOf(to) ?? ''))
      throw new PosternError(
        'bad-input',
        'Postern knows no program on this computer for this delivery.',
        'Enter the URL of your program in Webhooks. Then start the listener.',
      )
    return { id: await context.webhooks.replay(exchange, to, isResigned) }
  },
})

export const webhooksSigned = windowOperation({
  name: 'webhooks:signed',
  kind: 'read',
  summary: 'show the bytes that the signature of a delivery is over',
  input: exchangeId,
  output: signedBytesSchema,
  async run(context, { id }) {
    const exchange = await deliveryNamed(context, id)
    const { scheme, certainty } = exchange.delivery ?? {}
    if (scheme && certainty) return signedText(exchange, scheme, certainty)
    const { known } = context.webhooks.state()
    return signedText(exchange, known?.scheme ?? ASSUMED_SCHEME, known?.certainty ?? 'assumed')
  },
})

const SANDBOX_KEY = 'webhook'
const SANDBOX_WRITE = '/sandbox/timesheets/70001/approve'

/** Subscribes at the sandbox, keeps the secret that it returns once, and writes, so that a first delivery arrives. */
export const webhooksTest = windowOperation({
  name: 'webhooks:test',
  kind: 'send',
  summary: 'subscribe at the sandbox, and approve a timesheet there',
  async run(context) {
    const { webhooks, handedSecrets } = context
    const { url } = webhooks.state()
    if (url === null)
      throw new PosternError(
        'bad-input',
        'Postern does not listen for webhooks.',
        'Start the listener first.',
      )
    if (!webhooks.isSubscribed()) {
      const subscriber = await post(context, '/api/webhook/subscribers', null)
      const [secret] = handedSecrets.secretsOf(subscriber.id) ?? []
      const { id } = subscriber.data
      if (!secret || typeof id !== 'number') throw refused()
      await webhooks.keepSecret(`sandbox-${id}`, secret.value)
      const body = { subscriberId: id, event: 'approve', eventType: 'timesheet', uri: `${url}/webhooks` }
      await post(context, '/api/webhook/subscriptions', JSON.stringify(body))
      webhooks.subscribed()
    }
    await post(context, SANDBOX_WRITE, null)
  },
})

async function post(
  { sender, profiles }: WindowContext,
  target: string,
  body: string | null,
): Promise<{ id: string; data: Readonly<Record<string, unknown>> }> {
  const { done } = sender.send({
    profile: profileNamed(profiles(), SANDBOX_PROFILE),
    key: SANDBOX_KEY,
    method: 'POST',
    target,
    headers: body === null ? [] : [['Content-Type', 'application/json']],
    body,
    markedIdempotent: false,
    source: 'composer',
    replayOf: null,
  })
  const exchange = await done
  const read = parseJson(exchange.attempts.at(-1)?.response?.body ?? '')
  const data = isObject(read) ? read['data'] : null
  if (exchange.outcome !== 'success' || !isObject(data)) throw refused()
  return { id: exchange.id, data }
}

function refused(): PosternError {
  return new PosternError(
    'sandbox-unavailable',
    'The sandbox did not take the subscription.',
    'Read the last request in History. Clear the faults in Sandbox.',
  )
}

async function deliveryNamed({ history }: WindowContext, id: string) {
  const exchange = await history.get(id)
  if (exchange?.delivery) return exchange
  throw new PosternError('not-found', 'This delivery is not in the history.', 'Select another one.')
}

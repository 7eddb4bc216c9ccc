import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import { WEBHOOK_SECRETS } from '../contract/names.ts'
import type { ExchangeRecorder } from '../contract/recording.ts'
import type { WebhooksState } from '../contract/webhooksRoom.ts'
import { listenForDeliveries, type DeliveryListener } from '../deliveries/listener.ts'
import { createReceiver, type Receiver } from '../deliveries/receiver.ts'
import { resend } from '../deliveries/resend.ts'
import { openSchemeFile } from '../deliveries/schemeFile.ts'
import type { Broadcast } from '../ipc/broadcast.ts'
import type { WebhooksPort } from '../operations/context.ts'
import type { Vault } from '../vault/vault.ts'
import { deliveryRowOf } from '../webhooks/deliveryRow.ts'
import type { WebhookSecret } from '../webhooks/judge.ts'

interface WebhookParts {
  recorder: ExchangeRecorder
  vault: Vault
  /** Of the scheme that deliveries have shown. */
  schemeFile: string
  /** Tells the page what is redacted already. */
  notify: Broadcast
}

export interface Webhooks extends WebhooksPort {
  /** Told of each exchange that is recorded. */
  recorded(exchange: Exchange): void
  close(): Promise<void>
}

/** The same port as that of the command line: what is subscribed once goes to either. */
const USUAL_PORT = 47_200
const MOST_ROWS = 50
/** What is with the program may take as long at the end, ms. */
const GRACE_MS = 5000
/** The page hears of what has changed as often, ms. */
const TELL_MS = 200
/** Secrets are for receiving alone: no request ever takes one along. */
const BINDING = { origin: 'webhooks', recipe: '' }

const OFF: WebhooksState = {
  url: null,
  portInUse: null,
  forwardTo: null,
  secrets: [],
  known: null,
  rows: [],
  refused: null,
}

/** The listener of the window, and the secrets that it checks signatures with. */
export function openWebhooks({ recorder, vault, schemeFile, notify }: WebhookParts): Webhooks {
  const scheme = openSchemeFile(schemeFile)
  let state = OFF
  let secrets: WebhookSecret[] = []
  let running: { listener: DeliveryListener; receiver: Receiver } | null = null
  let telling: NodeJS.Timeout | null = null
  let work: Promise<unknown> = readSecrets()
  let hasSubscribed = false
  const signal = new AbortController()

  function change(next: Partial<WebhooksState>): WebhooksState {
    state = { ...state, ...next }
    telling ??= setTimeout(() => {
      telling = null
      notify('webhooks:changed', state)
    }, TELL_MS)
    return state
  }

  /** The newest first: its name was given last. */
  async function readSecrets(): Promise<void> {
    const names = vault
      .list((profile) => (profile === WEBHOOK_SECRETS ? BINDING : null))
      .flatMap(({ profile, alias }) => (profile === WEBHOOK_SECRETS ? [alias] : []))
      .toReversed()
    const values = await Promise.all(
      names.map((name) => vault.get(WEBHOOK_SECRETS, name, BINDING).catch(() => null)),
    )
    secrets = names.flatMap((name, at) => {
      const value = values[at]
      return typeof value === 'string' ? [{ name, value }] : []
    })
    change({ secrets: names, known: knownOf(await scheme.known()) })
  }

  async function start(forwardTo: string | null): Promise<WebhooksState> {
    if (running) return state
    let url = ''
    const receiver = createReceiver({
      ...{ recorder, scheme, forwardTo },
      secrets: () => secrets,
      status: 200,
      baseUrl: () => url,
    })
    const listener = await listenForDeliveries(USUAL_PORT, {
      delivery: receiver.take,
      refused(status, message) {
        change({ refused: { count: (state.refused?.count ?? 0) + 1, status, message } })
      },
    })
    url = listener.url
    running = { listener, receiver }
    hasSubscribed = false
    return change({
      url,
      forwardTo,
      refused: null,
      portInUse: listener.port === USUAL_PORT ? null : USUAL_PORT,
    })
  }

  async function stop(): Promise<WebhooksState> {
    const ending = running
    running = null
    await ending?.receiver.close(GRACE_MS)
    ending?.listener.close()
    return change({ url: null })
  }

  /** One after the other, whatever the page asks. */
  function inTurn<T>(next: () => Promise<T>): Promise<T> {
    const turn = work.then(next)
    work = turn.catch(() => undefined)
    return turn
  }

  return {
    state: () => state,
    start: (forwardTo) => inTurn(() => start(forwardTo)),
    stop: () => inTurn(stop),
    keepSecret: (name, secret) =>
      inTurn(async () => {
        await vault.set(WEBHOOK_SECRETS, name, secret, BINDING)
        await readSecrets()
        return state
      }),
    removeSecret: (name) =>
      inTurn(async () => {
        await vault.remove(WEBHOOK_SECRETS, name)
        await readSecrets()
        return state
      }),
    async replay(original, to, isResigned) {
      if (isResigned && secrets.length === 0)
        throw new PosternError(
          'bad-input',
          'Postern has no secret to sign the delivery with.',
          'Add the secret of the subscriber in Webhooks.',
        )
      const options = { to, isResigned, signal: signal.signal }
      const { exchange } = await resend(original, options, { recorder, scheme, secrets: () => secrets })
      return exchange.id
    },
    isSubscribed: () => hasSubscribed,
    subscribed() {
      hasSubscribed = true
    },
    recorded(exchange) {
      const row = deliveryRowOf(exchange)
      if (!row) return
      const others = state.rows.filter(({ id }) => id !== row.id)
      const rows = [row, ...others].toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, MOST_ROWS)
      change({ rows })
      void scheme.known().then((known) => change({ known: knownOf(known) }))
    },
    async close() {
      signal.abort()
      await inTurn(stop)
      if (telling) clearTimeout(telling)
    },
  }
}

function knownOf(
  known: { scheme: NonNullable<WebhooksState['known']>['scheme']; certainty: 'found' | 'certain' } | null,
) {
  return known && { scheme: known.scheme, certainty: known.certainty }
}

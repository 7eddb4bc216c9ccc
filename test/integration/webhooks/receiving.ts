import { request } from 'node:http'
import { onTestFinished } from 'vitest'
import type { Exchange, Header } from '../../../app/contract/exchange.ts'
import type { Scheme } from '../../../app/contract/webhooks.ts'
import { listenForDeliveries } from '../../../app/deliveries/listener.ts'
import { createReceiver, type ReceiverPorts } from '../../../app/deliveries/receiver.ts'
import { openSchemeFile } from '../../../app/deliveries/schemeFile.ts'
import { nodeHashing } from '../../../app/files/hashing.ts'
import { NAMED_SCHEMES } from '../../../app/webhooks/scheme.ts'
import { signedHeaders } from '../../../app/webhooks/sign.ts'
import { testRecorder, type TestRecorderOptions } from '../../fixtures/testRecorder.ts'

export const SECRET = {
  name: 'HOOK',
  value: `whsec_${Buffer.from('a secret for tests only').toString('base64')}`,
}

interface Options extends Partial<Pick<ReceiverPorts, 'forwardTo' | 'status' | 'timeoutMs' | 'secrets'>> {
  keep?: TestRecorderOptions['keep']
  port?: number
}

/** A listener that keeps in memory what it records. */
export async function receiving({ keep, port = 0, ...options }: Options = {}) {
  const recorded = new Map<string, Exchange>()
  const refused: [status: number, message: string][] = []
  const secrets = options.secrets ?? (() => [SECRET])
  let waiting: (() => void)[] = []
  const recorder = testRecorder({
    secrets: secrets().map(({ value }) => value),
    ...(keep && { keep }),
    onRecorded(exchange) {
      recorded.set(exchange.id, exchange)
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
  })
  let url = ''
  const receiver = createReceiver({
    scheme: openSchemeFile(null),
    forwardTo: null,
    status: 200,
    ...options,
    secrets,
    recorder,
    baseUrl: () => url,
  })
  const listener = await listenForDeliveries(port, {
    delivery: receiver.take,
    refused: (...told) => refused.push(told),
  })
  url = listener.url
  onTestFinished(async () => {
    await receiver.close(0)
    listener.close()
  })
  /** The deliveries once so many have ended, in the order of their arrival. */
  async function ended(count: number): Promise<Exchange[]> {
    for (;;) {
      const all = [...recorded.values()].filter(({ endedAt }) => endedAt !== null)
      if (all.length >= count) return all.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  return { url, port: listener.port, recorded, refused, ended, receiver }
}

interface Signed {
  id?: string
  /** Epoch ms. */
  at?: number
  secret?: string
  scheme?: Scheme
}

/** Headers of a delivery, signed at that time. */
export function signed(
  body: Uint8Array,
  {
    id = 'msg_1',
    at = Date.now(),
    secret = SECRET.value,
    scheme = NAMED_SCHEMES['standard-webhooks'],
  }: Signed = {},
): Header[] {
  const parts = { id, timestamp: String(Math.floor(at / 1000)), body }
  return signedHeaders(parts, { secret, scheme, hashing: nodeHashing }) ?? []
}

/** Sends bytes as they are. Resolves with the status, or with the code of the failure. */
export function post(
  url: string,
  headers: readonly Header[],
  body: Uint8Array,
  method = 'POST',
): Promise<{ status: number | null; code: string | null }> {
  return new Promise((resolve) => {
    const sent = request(url, {
      method,
      headers: [['Host', new URL(url).host], ['Content-Length', String(body.length)], ...headers].flat(),
      agent: false,
    })
    sent.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode ?? null, code: null }))
    })
    sent.on('error', (error: NodeJS.ErrnoException) => resolve({ status: null, code: error.code ?? 'ERROR' }))
    sent.end(body)
  })
}

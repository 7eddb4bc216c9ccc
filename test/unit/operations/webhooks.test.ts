import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { WebhooksState } from '../../../app/contract/webhooksRoom.ts'
import type { WindowContext } from '../../../app/operations/context.ts'
import { webhooksReplay, webhooksSigned, webhooksStart } from '../../../app/operations/webhooks.ts'
import { ASSUMED_SCHEME } from '../../../app/webhooks/scheme.ts'
import { exampleExchange } from '../history/exampleExchange.ts'

const OFF: WebhooksState = {
  url: null,
  portInUse: null,
  forwardTo: null,
  secrets: [],
  known: null,
  rows: [],
  refused: null,
}

function delivered(forwardedTo: string | null, body: string): Exchange {
  const exchange = exampleExchange({}, 1)
  return {
    ...exchange,
    direction: 'in',
    request: {
      ...exchange.request,
      headers: [['Webhooks-Signature', `t=1767225600,v1=${'0'.repeat(64)}`]],
      body,
    },
    delivery: {
      event: 'timesheet.approve',
      sentId: null,
      signature: 'unknown-scheme',
      scheme: null,
      certainty: null,
      signedBy: null,
      reason: '',
      raw: null,
      returned: null,
      forwardedTo,
    },
  }
}

function contextWith(kept: Exchange | null, state: Partial<WebhooksState> = {}) {
  const sent: { to: string; isResigned: boolean }[] = []
  const started: (string | null)[] = []
  const context = {
    history: { get: () => Promise.resolve(kept) },
    webhooks: {
      state: () => ({ ...OFF, ...state }),
      start(forwardTo: string | null) {
        started.push(forwardTo)
        return Promise.resolve(OFF)
      },
      replay(_: Exchange, to: string, isResigned: boolean) {
        sent.push({ to, isResigned })
        return Promise.resolve('01KAN8B5T8Q4Z7S4N0V8J3C1RW')
      },
    },
  } as unknown as WindowContext
  return { context, sent, started }
}

const { id } = exampleExchange({}, 1)

describe('what the page may have deliveries sent to', () => {
  it.each([null, 'http://127.0.0.1:3000/hook', 'http://localhost', 'https://[::1]:3000/'])(
    'takes %j',
    async (url) => {
      const { context, started } = contextWith(null)
      await webhooksStart.call(context, { forwardTo: url })
      expect(started).toEqual([url])
    },
  )

  it.each([
    'http://example.com',
    'http://127.0.0.1.example.com',
    'file:///etc',
    'http://0.0.0.0',
    'http://a:b@127.0.0.1',
    'x',
  ])('refuses %j', (url) => {
    const { context, started } = contextWith(null)
    expect(() => webhooksStart.call(context, { forwardTo: url })).toThrow('Give a URL')
    expect(started).toEqual([])
  })

  it('replays to the program of now, or to that of then, on this computer alone', async () => {
    const there = contextWith(delivered('http://127.0.0.1:1/then', ''), {
      forwardTo: 'http://127.0.0.1:2/now',
    })
    await webhooksReplay.run(there.context, { id, isResigned: true })
    expect(there.sent).toEqual([{ to: 'http://127.0.0.1:2/now', isResigned: true }])
    const then = contextWith(delivered('http://127.0.0.1:1/then', ''))
    await webhooksReplay.run(then.context, { id, isResigned: false })
    expect(then.sent).toEqual([{ to: 'http://127.0.0.1:1/then', isResigned: false }])
    for (const forwardedTo of [null, 'https://example.com/hook']) {
      const { context, sent } = contextWith(delivered(forwardedTo, ''))
      await expect(webhooksReplay.run(context, { id, isResigned: false })).rejects.toThrow('no program')
      expect(sent).toEqual([])
    }
  })

  it('replays nothing but deliveries', async () => {
    const { context } = contextWith(exampleExchange({}, 1))
    await expect(webhooksReplay.run(context, { id, isResigned: false })).rejects.toThrow('not in the history')
  })
})

describe('the signed bytes', () => {
  it.each([
    ['{"a":"é"}', '1767225600.{"a":"é"}'],
    ['\u0000\u001b[31m', '1767225600.\\x00\\x1b[31m'],
    ['a\r\nb', '1767225600.a\\r\nb'],
    ['', '1767225600.'],
  ])('of %j are shown with all that is not seen', async (body, text) => {
    const { context } = contextWith(delivered(null, body))
    const signed = await webhooksSigned.run(context, { id })
    expect(signed).toMatchObject({ scheme: ASSUMED_SCHEME, certainty: 'assumed', text })
    expect(signed.size).toBe(Buffer.byteLength(body) + '1767225600.'.length)
  })

  it('are shown in hex where they are no UTF-8, and not at all where some were redacted', async () => {
    const odd = delivered(null, '\ufffd')
    if (odd.delivery) odd.delivery = { ...odd.delivery, raw: Buffer.from([0xff, 0x41]).toString('base64') }
    expect(await webhooksSigned.run(contextWith(odd).context, { id })).toMatchObject({
      text: '1767225600.\\xffA',
    })
    const { context } = contextWith(delivered(null, 'a [redacted]'))
    expect(await webhooksSigned.run(context, { id })).toMatchObject({ text: null })
  })
})

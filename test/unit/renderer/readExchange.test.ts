import { afterEach, describe, expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { BODY_PIECE } from '../../../app/contract/kinds.ts'
import type { WindowContext } from '../../../app/operations/context.ts'
import { historyBody, historyOpen } from '../../../app/operations/history.ts'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { readExchange } from '../../../renderer/features/exchange/readExchange.ts'
import { fakeBridge, type FakeBridge } from './fakeBridge.ts'
import { exchangeOf } from './samples.ts'

afterEach(() => {
  useBridge(null)
})

/** The page before a main that keeps one exchange; `reads` counts how often it is read from the disk. */
function keeping(exchange: Exchange): { bridge: FakeBridge; reads: () => number } {
  let reads = 0
  const history = {
    get: (id: string) => {
      reads += 1
      return Promise.resolve(id === exchange.id ? exchange : null)
    },
  }
  const parts = {
    history: history as never,
    opened: { id: null, exchange: null },
  } satisfies Partial<WindowContext>
  const context = parts as Partial<WindowContext> as WindowContext
  const bridge = fakeBridge({
    'history:open': (input) => historyOpen.run(context, input),
    'history:body': (input) => historyBody.run(context, input),
  })
  useBridge(bridge)
  return { bridge, reads: () => reads }
}

/** With one attempt for each body. */
function answeredWith(...bodies: string[]): Exchange {
  const exchange = exchangeOf(1)
  const [attempt] = exchange.attempts
  if (!attempt?.response) throw new Error('The sample has no answer')
  const { response } = attempt
  return { ...exchange, attempts: bodies.map((body) => ({ ...attempt, response: { ...response, body } })) }
}

const always = () => true

describe('an exchange that is read into the page', () => {
  it.each([
    ['short', ['{}'], 1],
    ['of just one piece', ['x'.repeat(BODY_PIECE)], 2],
    ['of one piece and a character', ['x'.repeat(BODY_PIECE) + 'y'], 2],
    [
      'of some pieces, with a character of two units across a seam',
      ['x'.repeat(BODY_PIECE - 1) + '😀' + 'z'.repeat(2 * BODY_PIECE)],
      4,
    ],
    ['long in two of three attempts', ['a'.repeat(2 * BODY_PIECE + 1), '', 'b'.repeat(BODY_PIECE + 1)], 4],
  ])('is whole when its body is %s', async (_, bodies, callCount) => {
    const exchange = answeredWith(...bodies)
    const { bridge, reads } = keeping(exchange)
    expect(await readExchange(exchange.id, always)).toEqual(exchange)
    expect(bridge.calls).toHaveLength(callCount)
    expect(reads()).toBe(1)
  })

  it('stops when another one is wanted', async () => {
    const exchange = answeredWith('x'.repeat(9 * BODY_PIECE))
    const { bridge } = keeping(exchange)
    expect(await readExchange(exchange.id, () => bridge.calls.length < 4)).toBeNull()
    expect(bridge.calls).toHaveLength(4)
  })
})

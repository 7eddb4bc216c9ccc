import { shallowRef, type ShallowRef } from 'vue'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { settle, type Async } from '../../api/async.ts'
import { completeExchange, readExchange } from '../exchange/readExchange.ts'

/** The exchange that is shown in full. */
export interface OpenedExchange {
  readonly selectedId: ShallowRef<string | null>
  /** Keeps the last exchange while the next one is read, so that moving through a list does not flicker. */
  readonly opened: ShallowRef<Async<Exchange>>
  select(id: string | null): Promise<void>
  /** Shows an exchange that was just sent: main pushes its states, so that nothing is asked for. */
  await(id: string): Promise<void>
  /** Reads the selected one again. */
  read(): Promise<void>
  /** Takes in a state that main pushed. */
  take(exchange: Exchange): Promise<void>
}

export function createOpenedExchange(): OpenedExchange {
  const selectedId = shallowRef<string | null>(null)
  const opened = shallowRef<Async<Exchange>>({ state: 'idle' })
  /** The last state that was pushed: it may come before the page knows the id of what it has sent. */
  let pushed: Exchange | null = null
  let turn = 0

  async function show(id: string, get: (isWanted: () => boolean) => Promise<Exchange | null>): Promise<void> {
    turn += 1
    const mine = turn
    const isWanted = () => mine === turn && id === selectedId.value
    const found = await settle(get(isWanted))
    if (!isWanted()) return
    if (found.state === 'failed') opened.value = found
    else if (found.value !== null) opened.value = { state: 'ready', value: found.value }
  }

  async function read(): Promise<void> {
    const id = selectedId.value
    if (id === null) return
    if (opened.value.state !== 'ready') opened.value = { state: 'loading' }
    await show(id, (isWanted) => readExchange(id, isWanted))
  }

  return {
    selectedId,
    opened,
    read,
    async select(id) {
      if (id === selectedId.value) return
      selectedId.value = id
      if (id === null) opened.value = { state: 'idle' }
      else await read()
    },
    async await(id) {
      selectedId.value = id
      turn += 1
      if (opened.value.state !== 'ready') opened.value = { state: 'loading' }
      const known = pushed
      if (known?.id === id) await show(id, (isWanted) => completeExchange(known, isWanted))
    },
    async take(exchange) {
      pushed = exchange
      if (exchange.id === selectedId.value)
        await show(exchange.id, (isWanted) => completeExchange(exchange, isWanted))
    },
  }
}

import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { useExchangesStore } from '../../../renderer/features/history/exchanges.ts'
import { useFilterStore } from '../../../renderer/features/history/filter.ts'
import { useRemovalStore } from '../../../renderer/features/history/removal.ts'
import { useSelectionStore } from '../../../renderer/features/history/selection.ts'
import { fakeBridge, type FakeBridge } from './fakeBridge.ts'
import { changeTo, exchangeOf, idOf, summaryOf } from './samples.ts'

let bridge: FakeBridge

/** A list of the exchanges 6 to 1 of which 4 is open. */
async function started(total = 6) {
  const items = [6, 5, 4, 3, 2, 1].map((n) => summaryOf(n))
  bridge = fakeBridge({
    'history:list': ({ query }) => ({ items: query ? [] : items, next: null, total, matching: 0 }),
    'history:find': () => ({ ids: Array.from({ length: total }, (_, at) => idOf(at + 1)), isAll: true }),
    'history:get': ({ id }) => ({ ...exchangeOf(0), id }),
    'history:remove': () => ({ removal: 1, count: 2 }),
    'problems:list': () => ({ items: [], next: null, counts: { open: 0, resolved: 0, ignored: 0 } }),
  })
  useBridge(bridge)
  const exchanges = useExchangesStore()
  const selection = useSelectionStore()
  await exchanges.start()
  await exchanges.select(idOf(4))
  return { exchanges, selection, filter: useFilterStore(), removal: useRemovalStore() }
}

const idsOf = (...numbers: number[]) => numbers.map(idOf)

beforeEach(() => {
  setActivePinia(createPinia())
})

afterEach(() => {
  useBridge(null)
})

describe('the selection', () => {
  it('is the open exchange until others are taken in', async () => {
    const { selection, exchanges } = await started()
    expect([selection.isMany, selection.has(idOf(4)), selection.has(idOf(5))]).toEqual([false, true, false])
    selection.toggle(idOf(6))
    expect(selection.ids).toEqual(idsOf(6, 4))
    expect(exchanges.selectedId).toBe(idOf(6))
  })

  it('lets single ones go again, and keeps the last', async () => {
    const { selection, exchanges } = await started()
    selection.toggle(idOf(6))
    selection.toggle(idOf(6))
    expect([selection.isMany, exchanges.selectedId]).toEqual([false, idOf(4)])
    selection.toggle(idOf(4))
    expect(exchanges.selectedId).toBe(idOf(4))
  })

  it('reaches from where it began to where it is led, there and back', async () => {
    const { selection, exchanges } = await started()
    selection.extendTo(idOf(2))
    await nextTick()
    expect(selection.ids).toEqual(idsOf(4, 3, 2))
    selection.extendTo(idOf(5))
    await nextTick()
    expect(selection.ids).toEqual(idsOf(5, 4))
    expect(exchanges.selectedId).toBe(idOf(5))
    selection.extendTo(idOf(4))
    expect(selection.isMany).toBe(false)
  })

  it('stays as it is when exchanges come in or change', async () => {
    const { selection, exchanges } = await started()
    selection.extendTo(idOf(3))
    await nextTick()
    bridge.emit('exchange:changed', changeTo(summaryOf(9)))
    bridge.emit('exchange:changed', changeTo(summaryOf(3, { status: 500 })))
    await nextTick()
    expect([selection.ids, exchanges.selectedId]).toEqual([idsOf(4, 3), idOf(3)])
  })

  it('ends when another is opened, or something else is searched for', async () => {
    const { selection, exchanges, filter } = await started()
    selection.all()
    expect(selection.ids).toHaveLength(6)
    await exchanges.select(idOf(100))
    expect(selection.isMany).toBe(false)
    selection.all()
    await filter.apply('status:404')
    expect(selection.isMany).toBe(false)
  })

  it('says how many of all are selected, and takes in those that are not loaded when asked to', async () => {
    const { selection, exchanges } = await started(1500)
    selection.all()
    expect([selection.countText, selection.beyond]).toEqual(['6 of 1,500 selected', 1494])
    await selection.everything()
    expect([selection.countText, selection.beyond, selection.ids.length]).toEqual(['1,500 selected', 0, 1500])
    expect(exchanges.selectedId).toBe(idOf(4))
  })

  it('is deleted as a whole, and the next one that is left is opened', async () => {
    const { selection, exchanges, removal } = await started()
    selection.extendTo(idOf(3))
    await nextTick()
    await removal.remove(selection.ids)
    expect(bridge.calls).toContainEqual({ name: 'history:remove', input: { ids: idsOf(4, 3) } })
    expect([selection.isMany, exchanges.selectedId]).toEqual([false, idOf(2)])
  })
})

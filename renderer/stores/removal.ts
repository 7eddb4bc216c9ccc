import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { call } from '../api/bridge.ts'
import { announce } from '../composables/announcer.ts'
import { plural } from '../format.ts'
import { useExchangesStore } from './exchanges.ts'
import { useFilterStore } from './filter.ts'
import { useProblemsStore } from './problems.ts'
import { useSessionStore } from './session.ts'

/** Takes exchanges out of the history, and puts them back while that can be done. */
export const useRemovalStore = defineStore('removal', () => {
  const session = useSessionStore()
  const exchanges = useExchangesStore()
  const filter = useFilterStore()
  const problems = useProblemsStore()

  /** The latest removal; null when there is none, or when the user is done with it. */
  const last = shallowRef<{ readonly removal: number; readonly count: number } | null>(null)
  const isBusy = shallowRef(false)

  async function removeOne(id: string): Promise<void> {
    const place = filter.items.findIndex((item) => item.id === id)
    const neighbour = filter.items[place + 1] ?? filter.items[place - 1]
    await carryOut({ ids: [id] })
    if (exchanges.selectedId === id) await exchanges.select(neighbour?.id ?? null)
  }

  /** All that match the filter. Without a filter nothing happens. */
  async function removeMatching(): Promise<void> {
    if (!filter.isOn) return
    await carryOut({ query: filter.query })
    await exchanges.select(null)
  }

  async function carryOut(selection: { ids: string[] } | { query: string }): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    try {
      const removed = await call('history:remove', selection)
      last.value = removed
      announce(`${plural(removed.count, 'exchange')} deleted. It can be undone for ten minutes.`)
      await showAgain()
    } catch (error) {
      session.report(error, 'Nothing was deleted')
    } finally {
      isBusy.value = false
    }
  }

  async function undo(): Promise<void> {
    if (last.value === null || isBusy.value) return
    isBusy.value = true
    try {
      const { count } = await call('history:restore', { removal: last.value.removal })
      last.value = null
      announce(count === 0 ? 'It was too late: they are gone' : `${plural(count, 'exchange')} brought back`)
      if (count === 0) session.report(new Error('They were deleted for good.'), 'It was too late to undo')
      await showAgain()
    } catch (error) {
      session.report(error, 'The deleted exchanges could not be brought back')
    } finally {
      isBusy.value = false
    }
  }

  function dismiss(): void {
    last.value = null
  }

  async function showAgain(): Promise<void> {
    await Promise.all([exchanges.startOver(), filter.search(), problems.read()])
  }

  return { last, isBusy, removeOne, removeMatching, undo, dismiss }
})

import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { call, on } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { toast } from '../../ui/toaster.ts'
import { plural } from '../../../app/contract/words.ts'
import { useExchangesStore } from './exchanges.ts'
import { useFilterStore } from './filter.ts'
import { useListViewStore } from './listView.ts'
import { useProblemsStore } from '../problems/problems.ts'
import { useSelectionStore } from './selection.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useNoticesStore } from '../window/notices.ts'

/** Takes exchanges out of the history, and puts them back while that can be done. */
export const useRemovalStore = defineStore('removal', () => {
  const notices = useNoticesStore()
  const navigation = useNavigationStore()
  const exchanges = useExchangesStore()
  const filter = useFilterStore()
  const view = useListViewStore()
  const problems = useProblemsStore()
  const selection = useSelectionStore()

  /** The latest removal; null when there is none, or when it was undone. */
  const last = shallowRef<{ readonly removal: number; readonly count: number } | null>(null)
  const isBusy = shallowRef(false)
  /** How many exchanges limits have deleted that can still come back. */
  const byLimits = shallowRef(0)

  async function start(): Promise<void> {
    on('history:changed', () => void readByLimits())
    await readByLimits()
  }

  async function readByLimits(): Promise<void> {
    const usage = await call('history:usage', undefined).catch(() => null)
    if (usage) learn(usage)
  }

  function learn(usage: { byLimits: number }): void {
    byLimits.value = usage.byLimits
  }

  async function undoLimits(): Promise<void> {
    await bringBack(() => call('history:undoLimits', undefined))
    await readByLimits()
  }

  /** Afterwards the one that followed the open one is open. */
  async function remove(ids: readonly string[]): Promise<void> {
    const gone = new Set(ids)
    const { items } = view
    const place = items.findIndex(({ id }) => id === exchanges.selectedId)
    const isLeft = ({ id }: { id: string }) => !gone.has(id)
    const neighbour = items.slice(place).find(isLeft) ?? items.slice(0, Math.max(0, place)).findLast(isLeft)
    if (!(await carryOut({ ids: [...ids] }))) return
    if (exchanges.selectedId !== null && gone.has(exchanges.selectedId))
      await exchanges.select(neighbour?.id ?? null)
    selection.clear()
  }

  /** All that match the filter. Without a filter nothing happens. */
  async function removeMatching(): Promise<void> {
    if (!filter.isOn || !filter.isCurrent) return
    if (await carryOut({ query: filter.query })) await exchanges.select(null)
  }

  /** Returns whether that was done. */
  function carryOut(selection: { ids: string[] } | { query: string }): Promise<boolean> {
    return oneAtATime('Postern deleted nothing', async () => {
      last.value = await call('history:remove', selection)
      toast(`Deleted ${plural(last.value.count, 'exchange')}`, () => void undoFromToast())
    })
  }

  async function undo(): Promise<void> {
    if (last.value === null) return
    const { removal } = last.value
    if (await bringBack(() => call('history:restore', { removal }))) last.value = null
  }

  /** The toast goes with its button: the focus goes to the list, where the user is there. */
  async function undoFromToast(): Promise<void> {
    await undo()
    if (navigation.room === 'history') navigation.focus('list')
  }

  /** Returns whether that was done. */
  function bringBack(restore: () => Promise<{ count: number }>): Promise<boolean> {
    return oneAtATime('Postern could not bring the deleted exchanges back', async () => {
      const { count } = await restore()
      announce(count === 0 ? 'It was too late: they are gone' : `${plural(count, 'exchange')} brought back`)
      if (count === 0) notices.report(new Error('The exchanges are gone.'), 'It was too late to undo')
    })
  }

  /** Changes what the history holds, and reads again what is shown of it. */
  async function oneAtATime(title: string, work: () => Promise<void>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    const isDone = await notices.attempt(title, async () => {
      await work()
      await Promise.all([exchanges.startOver(), filter.search(), problems.read()])
    })
    isBusy.value = false
    return isDone
  }

  return {
    last,
    isBusy,
    byLimits,
    start,
    learn,
    remove,
    removeMatching,
    undo,
    undoLimits,
  }
})

import { useFilterStore } from './filter.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useExchangesStore } from './exchanges.ts'
import { useListViewStore } from './listView.ts'
import { useSelectionStore } from './selection.ts'

const PAGE_STEP = 10

const DISTANCES: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_STEP,
  PageUp: -PAGE_STEP,
  Home: -Infinity,
}

/** Chooses exchanges of the list by keys and by clicks: one, several, or all that are loaded. */
export function useHistoryKeys(reveal: () => Promise<void>) {
  const exchanges = useExchangesStore()
  const filter = useFilterStore()
  const selection = useSelectionStore()
  const view = useListViewStore()
  const navigation = useNavigationStore()

  /** Counts what was pressed: who has gone on is not taken to the end when that has been read. */
  let presses = 0

  async function goToEnd(isExtending: boolean): Promise<void> {
    presses += 1
    const mine = presses
    await filter.loadAll(() => mine === presses)
    if (mine === presses) await step(Infinity, isExtending)
  }

  /** Goes that many exchanges further down, or to the nearest there is, and takes those on the way along if asked to. */
  async function step(distance: number, isExtending: boolean): Promise<void> {
    const { items } = view
    const current = items.findIndex((item) => item.id === exchanges.selectedId)
    const target = current < 0 ? 0 : Math.max(0, Math.min(items.length - 1, current + distance))
    const item = items[target]
    if (!item) return
    if (isExtending) selection.extendTo(item.id)
    else selection.only(item.id)
    await reveal()
    if (target > items.length - PAGE_STEP) void filter.loadMore()
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.altKey) return
    const distance = DISTANCES[event.key]
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== 'a') return
      selection.all()
    } else if (event.key === 'Escape' && selection.isMany) selection.clear()
    else if (event.key === 'Enter') navigation.read()
    else if (event.key === 'End') void goToEnd(event.shiftKey)
    else if (distance !== undefined) {
      presses += 1
      if (event.key === 'Home') filter.takeIn()
      void step(distance, event.shiftKey)
    } else return
    event.preventDefault()
  }

  function onChoose(event: MouseEvent, id: string): void {
    presses += 1
    if (event.shiftKey) selection.extendTo(id)
    else if (event.ctrlKey || event.metaKey) selection.toggle(id)
    else {
      selection.only(id)
      navigation.read()
    }
  }

  return { onKeydown, onChoose }
}

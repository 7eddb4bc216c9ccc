import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { MOST_NAMED } from '../../../app/contract/kinds.ts'
import { call } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { formatCount } from '../../../app/contract/words.ts'
import { useExchangesStore } from './exchanges.ts'
import { useNoticesStore } from '../window/notices.ts'
import { useFilterStore } from './filter.ts'
import { useListViewStore } from './listView.ts'

const NONE: ReadonlySet<string> = new Set()

/** The exchanges of the list that are chosen together. While there are none, the open one alone is selected. */
export const useSelectionStore = defineStore('selection', () => {
  const exchanges = useExchangesStore()
  const filter = useFilterStore()
  const view = useListViewStore()
  const notices = useNoticesStore()

  const together = shallowRef(NONE)
  /** Where a range begins; null for the open exchange. */
  let anchor: string | null = null

  const isMany = computed(() => together.value.size > 0)
  /** What was sent last comes first, since ids sort by time; in the list that which arrived last does. */
  const ids = computed(() => [...together.value].sort().reverse())

  const countText = computed(() => {
    const { size } = together.value
    const of = beyond.value > 0 ? ` of ${formatCount(filter.total)}` : ''
    return `${formatCount(size)}${of} selected`
  })

  function has(id: string): boolean {
    return isMany.value ? together.value.has(id) : id === exchanges.selectedId
  }

  function only(id: string): void {
    clear()
    void exchanges.select(id)
  }

  function clear(): void {
    together.value = NONE
    anchor = null
  }

  /** Takes one more in, or one out; the last one stays. */
  function toggle(id: string): void {
    const next = new Set(isMany.value ? together.value : [exchanges.selectedId].filter((one) => one !== null))
    if (!next.delete(id)) next.add(id)
    const [rest] = next
    if (rest === undefined) return
    const opened = next.has(id) ? id : next.has(exchanges.selectedId ?? '') ? null : rest
    choose(next)
    anchor = id
    if (opened !== null) void exchanges.select(opened)
  }

  /** Everything from where the range began up to this one, which is opened. */
  function extendTo(id: string): void {
    const start = anchor ?? exchanges.selectedId
    const places = [start, id].map((one) => view.items.findIndex((item) => item.id === one))
    const from = Math.min(...places)
    if (from < 0) {
      only(id)
      return
    }
    choose(new Set(view.items.slice(from, Math.max(...places) + 1).map((item) => item.id)))
    anchor = start
    void exchanges.select(id)
  }

  /** All that is loaded, as far as one call can name it. */
  function all(): void {
    choose(new Set(view.items.slice(0, MOST_NAMED).map(({ id }) => id)))
    const [first] = together.value
    if (first !== undefined && !together.value.has(exchanges.selectedId ?? '')) void exchanges.select(first)
  }

  /** How many the filter finds beyond those that one keystroke takes; 0 unless all that is loaded is chosen. */
  const beyond = computed(() => {
    const { items, total } = filter
    const isAllLoaded = isMany.value && items.every(({ id }) => together.value.has(id))
    return isAllLoaded ? Math.max(0, Math.min(total, MOST_NAMED) - together.value.size) : 0
  })

  /** All that the filter finds, loaded or not; of more than one call can name, the newest. */
  async function everything(): Promise<void> {
    const asked = filter.query
    await notices.attempt('Postern could not select them all', async () => {
      const { ids: found } = await call('history:find', { what: asked, limit: MOST_NAMED })
      if (asked === filter.query && filter.isCurrent)
        choose(new Set([...found, ...together.value].slice(0, MOST_NAMED)))
    })
  }

  function choose(next: ReadonlySet<string>): void {
    together.value = next.size > 1 ? next : NONE
    announce(isMany.value ? countText.value : 'One selected')
  }

  // Whoever opens something else, or searches for something else, is done with these.
  watch(
    () => exchanges.selectedId,
    (id) => {
      if (id === null || !together.value.has(id)) clear()
    },
  )
  watch(() => filter.query, clear)

  return { isMany, ids, countText, beyond, has, only, toggle, extendTo, all, everything, clear }
})

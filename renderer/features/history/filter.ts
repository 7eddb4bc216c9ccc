import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { CallInput } from '../../../app/contract/calls.ts'
import type { HistoryPage } from '../../../app/contract/summary.ts'
import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import type { KnownValues } from '../../../app/query/complete.ts'
import { MAX_QUERY_LENGTH, parseQuery } from '../../../app/query/parse.ts'
import type { QueryError } from '../../../app/query/query.ts'
import { call, on } from '../../api/bridge.ts'
import { toUiError, type Async } from '../../api/async.ts'
import { useExchangesStore } from './exchanges.ts'
import { useAnnotationsStore } from './annotations.ts'
import { renewTop, upsert } from './summaries.ts'

const PAGE_SIZE = 200
/** Typing is followed after so long a pause. */
const TYPING_MS = 180
/** Changes come in bursts while many exchanges are sent. */
const CHANGES_MS = 250
/** So many changed exchanges are asked for one by one; with more the search begins anew. */
const MOST_ASKED = 40
const MOST_COUNTED = 10_000

/** What the history list shows: all that is loaded, or what matches the filter. */
export const useFilterStore = defineStore('filter', () => {
  const exchanges = useExchangesStore()
  const marks = useAnnotationsStore()

  /** As it is typed. */
  const text = shallowRef('')
  /** As it is searched for; empty for no filter. */
  const query = shallowRef('')
  const errors = shallowRef<readonly QueryError[]>([])
  const found = shallowRef<readonly ExchangeSummary[]>([])
  const next = shallowRef<string | null>(null)
  const matching = shallowRef<{ readonly count: number; readonly isExact: boolean } | null>(null)
  const searching = shallowRef<Async<true>>({ state: 'idle' })
  const known = shallowRef<KnownValues>({})

  const isOn = computed(() => query.value !== '')
  const items = computed(() => (isOn.value ? found.value : exchanges.items))
  const total = computed(() =>
    isOn.value ? Math.max(matching.value?.count ?? 0, found.value.length) : exchanges.total,
  )

  let typing: ReturnType<typeof setTimeout> | undefined
  let changing: ReturnType<typeof setTimeout> | undefined
  let isLoadingMore = false
  /** Answers to an earlier search are dropped. */
  let turn = 0
  const changed = new Set<string>()

  function start(): void {
    on('exchange:changed', ({ id }) => {
      if (!isOn.value) return
      changed.add(id)
      changing ??= setTimeout(() => void followChanges(), CHANGES_MS)
    })
    on('history:changed', () => void refresh())
  }

  function type(typed: string): void {
    text.value = typed
    clearTimeout(typing)
    typing = setTimeout(() => void apply(typed), TYPING_MS)
  }

  /** Searches at once. A query with a mistake leaves what is shown as it is. */
  async function apply(wanted: string): Promise<void> {
    clearTimeout(typing)
    text.value = wanted
    errors.value = parseQuery(wanted, Date.now()).errors
    if (errors.value.length > 0 || wanted.trim() === query.value) return
    query.value = wanted.trim()
    await search()
  }

  function clear(): void {
    void apply('')
  }

  async function search(): Promise<void> {
    turn += 1
    const mine = turn
    changed.clear()
    if (!isOn.value) {
      found.value = []
      next.value = null
      matching.value = null
      searching.value = { state: 'idle' }
      return
    }
    searching.value = { state: 'loading' }
    try {
      const page = await read(mine)
      if (page === null) return
      found.value = page.items
      next.value = page.next
      matching.value = typeof page.matching === 'number' ? { count: page.matching, isExact: true } : null
      searching.value = { state: 'ready', value: true }
      if (matching.value === null) await count(mine)
    } catch (error) {
      fail(mine, error)
    }
  }

  /** A page of what matches, the newest where nothing else is said; null when another search has begun meanwhile. */
  async function read(
    mine: number,
    wanted: Partial<CallInput<'history:list'>> = {},
  ): Promise<HistoryPage | null> {
    const page = await call('history:list', { query: query.value, before: null, limit: PAGE_SIZE, ...wanted })
    if (mine !== turn) return null
    marks.learn(page)
    return page
  }

  function fail(mine: number, error: unknown): void {
    if (mine === turn) searching.value = { state: 'failed', trouble: toUiError(error) }
  }

  /** Reads the newest page again; what is in view stays there, unless it is that of an earlier search. */
  async function refresh(): Promise<void> {
    if (!isOn.value) return
    if (searching.value.state !== 'ready') {
      await search()
      return
    }
    turn += 1
    const mine = turn
    try {
      const page = await read(mine)
      if (page === null) return
      const renewed = renewTop(found.value, page.items)
      found.value = renewed ?? page.items
      if (renewed === null) next.value = page.next
      await count(mine)
    } catch (error) {
      fail(mine, error)
    }
  }

  async function count(mine: number): Promise<void> {
    const counted = await call('history:count', { query: query.value, limit: MOST_COUNTED })
    if (mine === turn) matching.value = counted
  }

  async function loadMore(): Promise<void> {
    if (!isOn.value) {
      await exchanges.loadMore()
      return
    }
    const before = next.value
    if (before === null || isLoadingMore) return
    isLoadingMore = true
    const mine = turn
    try {
      const page = await read(mine, { before })
      if (page === null) return
      found.value = [...found.value, ...page.items]
      next.value = page.next
    } catch (error) {
      fail(mine, error)
    } finally {
      isLoadingMore = false
    }
  }

  /** Asks which of the changed exchanges match now. */
  async function followChanges(): Promise<void> {
    changing = undefined
    const ids = [...changed]
    changed.clear()
    if (!isOn.value || ids.length === 0) return
    const asked = `id:${ids.join(',')} ${query.value}`
    if (ids.length > MOST_ASKED || asked.length > MAX_QUERY_LENGTH) {
      await search()
      return
    }
    const mine = turn
    try {
      const page = await read(mine, { query: asked, limit: ids.length })
      if (page === null) return
      const matches = new Set(page.items.map(({ id }) => id))
      const rest = found.value.filter(({ id }) => !ids.includes(id) || matches.has(id))
      found.value = page.items.toReversed().reduce(upsert, rest)
      await count(mine)
    } catch (error) {
      fail(mine, error)
    }
  }

  /** Values to complete with; the fields' own are always there. */
  async function readKnown(): Promise<void> {
    try {
      known.value = await call('history:knownValues', undefined)
    } catch {
      known.value = {}
    }
  }

  return {
    text,
    query,
    errors,
    isOn,
    items,
    total,
    matching,
    next,
    searching,
    known,
    start,
    type,
    apply,
    clear,
    search,
    loadMore,
    readKnown,
  }
})

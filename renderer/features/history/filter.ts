import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { KnownValues } from '../../../app/query/complete.ts'
import { MAX_QUERY_LENGTH, parseQuery } from '../../../app/query/parse.ts'
import type { QueryError } from '../../../app/query/query.ts'
import { isInTime, outdatedAt } from '../../../app/query/time.ts'
import { call, on } from '../../api/bridge.ts'
import { useRereading } from '../../ui/useRereading.ts'
import { useAnnotationsStore } from './annotations.ts'
import { useExchangesStore } from './exchanges.ts'
import { createMatchCount } from './matchCount.ts'
import { createPagedList } from './pagedList.ts'

/** Typing is followed after so long a pause. */
const TYPING_MS = 180
/** Changes come in bursts while many exchanges are sent. */
const CHANGES_MS = 250
/** So many changed exchanges are asked for one by one; with more the newest page is read again. */
const MOST_ASKED = 40
/** What the history list shows: all that is loaded, or what matches the filter. */
export const useFilterStore = defineStore('filter', () => {
  const exchanges = useExchangesStore()
  const annotations = useAnnotationsStore()

  /** As it is typed. */
  const text = shallowRef('')
  /** As it is searched for; empty for no filter. */
  const query = shallowRef('')
  const errors = shallowRef<readonly QueryError[]>([])
  const known = shallowRef<KnownValues>({})
  const list = createPagedList(async (page) => {
    const found = await call('history:list', { query: query.value, ...page })
    annotations.learn(found)
    return found
  })
  const { items: found, next, listing: searching } = list
  const { matching, beginnings, ...matches } = createMatchCount(query, list)

  /** Whether the rows are those of what is written: not while that is wrong, or not yet searched for. */
  const isCurrent = computed(() => errors.value.length === 0 && text.value.trim() === query.value)
  const isOn = computed(() => query.value !== '')
  const items = computed(() => (isOn.value ? found.value : exchanges.items))
  const total = computed(() =>
    isOn.value ? Math.max(matching.value?.count ?? 0, found.value.length) : exchanges.total,
  )

  /** How many new ones wait above the rows while these are held. */
  const waiting = computed(() => (isOn.value ? list.waiting.value : exchanges.waiting))

  const wasRead = useRereading((readAt) => outdatedAt(query.value, readAt), followTime)

  let typing: ReturnType<typeof setTimeout> | undefined
  let changing: ReturnType<typeof setTimeout> | undefined
  const changed = new Set<string>()

  function start(): void {
    on('exchange:changed', ({ summary: { id } }) => {
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
    changed.clear()
    matches.clear()
    list.clear()
    exchanges.takeIn()
    wasRead()
    if (!isOn.value) return
    await list.begin()
    await matches.countAnew()
  }

  /** Reads the newest page again; what is in view stays there, unless it is that of an earlier search. */
  async function refresh(): Promise<void> {
    if (!isOn.value) return
    if (searching.value.state !== 'ready') {
      await search()
      return
    }
    await list.refresh()
    await matches.count()
  }

  /** Time alone has changed what matches: it is too old by now, or old enough. */
  function followTime(): void {
    const now = Date.now()
    const meant = parseQuery(query.value, now).query
    const outside = found.value.filter(({ startedAt }) => !isInTime(meant, Date.parse(startedAt), now))
    list.drop(outside.map(({ id }) => id))
    void refresh()
  }

  /** Asks which of the changed exchanges match now. */
  async function followChanges(): Promise<void> {
    changing = undefined
    const ids = [...changed]
    changed.clear()
    const asked = query.value
    if (asked === '' || ids.length === 0) return
    const wanted = `id:${ids.join(',')} ${asked}`
    if (ids.length > MOST_ASKED || wanted.length > MAX_QUERY_LENGTH) {
      await refresh()
      return
    }
    try {
      const page = await call('history:list', { query: wanted, before: null, limit: ids.length })
      if (asked !== query.value) return
      annotations.learn(page)
      const still = new Set(page.items.map(({ id }) => id))
      for (const summary of page.items.toReversed()) list.put(summary)
      list.drop(ids.filter((id) => !still.has(id)))
      await matches.count()
    } catch {
      await search()
    }
  }

  /** Values to complete with; the fields' own are always there. */
  async function readKnown(): Promise<void> {
    known.value = await call('history:knownValues', undefined).catch(() => ({}))
  }

  /** While somebody points at the rows or reads them, they stay, and new ones wait. */
  function hold(isHeld: boolean): void {
    list.hold(isHeld)
    exchanges.hold(isHeld)
  }

  function takeIn(): void {
    if (isOn.value) list.takeIn()
    else exchanges.takeIn()
  }

  function isWaiting(id: string): boolean {
    return isOn.value ? list.isWaiting(id) : exchanges.isWaiting(id)
  }

  async function loadMore(): Promise<void> {
    await (isOn.value ? list.loadMore() : exchanges.loadMore())
  }

  /** Reads what is left while that is wanted. */
  async function loadAll(isWanted: () => boolean): Promise<void> {
    await (isOn.value ? list.loadAll(isWanted) : exchanges.loadAll(isWanted))
  }

  return {
    text,
    query,
    errors,
    isCurrent,
    loadAll,
    isOn,
    items,
    total,
    matching,
    beginnings,
    next,
    searching,
    waiting,
    known,
    start,
    type,
    apply,
    clear,
    search,
    hold,
    takeIn,
    isWaiting,
    loadMore,
    readKnown,
  }
})

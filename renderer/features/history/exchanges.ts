import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { SendInput } from '../../../app/contract/calls.ts'
import type { Progress } from '../../../app/contract/events.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import { call, on } from '../../api/bridge.ts'
import { readExchange } from '../exchange/readExchange.ts'
import { toUiError, type Async } from '../../api/async.ts'
import { announce } from '../../ui/announcer.ts'
import { spokenResult } from './spoken.ts'
import { mergePage, renewTop, upsert } from './summaries.ts'
import { useAnnotationsStore } from './annotations.ts'
import { useNoticesStore } from '../window/notices.ts'

const PAGE_SIZE = 200

/** The history as far as it is loaded, the selected exchange in full, and what is under way. */
export const useExchangesStore = defineStore('exchanges', () => {
  const notices = useNoticesStore()
  const marks = useAnnotationsStore()

  /** Newest first. */
  const items = shallowRef<readonly ExchangeSummary[]>([])
  const listing = shallowRef<Async<true>>({ state: 'idle' })
  const total = shallowRef(0)
  const next = shallowRef<string | null>(null)
  const selectedId = shallowRef<string | null>(null)
  /** Keeps the last exchange while the next one is read, so that moving through the list does not flicker. */
  const opened = shallowRef<Async<Exchange>>({ state: 'idle' })
  const progress = shallowRef<ReadonlyMap<string, Progress>>(new Map())

  const selectedProgress = computed(() =>
    selectedId.value === null ? null : (progress.value.get(selectedId.value) ?? null),
  )

  async function start(): Promise<void> {
    on('exchange:changed', onChanged)
    on('exchange:progress', onProgress)
    on('history:changed', () => void refresh())
    await loadPage(null)
  }

  /** A page that was asked for before the list began anew is dropped. */
  let turn = 0
  /** What was told of since a page was asked for: the page may have been read before. */
  const since = new Map<string, ExchangeSummary>()

  function nextTurn(): number {
    turn += 1
    since.clear()
    return turn
  }

  function show(list: readonly ExchangeSummary[], kept: number): void {
    items.value = [...since.values()].reduce(upsert, list)
    total.value = Math.max(kept, items.value.length)
    listing.value = { state: 'ready', value: true }
  }

  async function loadPage(before: string | null, isAnew = false): Promise<void> {
    if (listing.value.state === 'loading') return
    const mine = nextTurn()
    listing.value = { state: 'loading' }
    try {
      const page = await call('history:list', { before, limit: PAGE_SIZE })
      if (mine !== turn) return
      marks.learn(page)
      next.value = page.next
      show(isAnew ? page.items : mergePage(items.value, page.items), page.total)
    } catch (error) {
      if (mine === turn) listing.value = { state: 'failed', trouble: toUiError(error) }
    }
  }

  async function loadMore(): Promise<void> {
    if (next.value !== null && listing.value.state === 'ready') await loadPage(next.value)
  }

  /** Reads the list anew from its beginning, after exchanges have gone or come back. */
  async function startOver(): Promise<void> {
    listing.value = { state: 'idle' }
    await loadPage(null, true)
  }

  /** Reads the newest page again, for what others than this window have changed. What is in view stays there. */
  async function refresh(): Promise<void> {
    const mine = nextTurn()
    try {
      const page = await call('history:list', { before: null, limit: PAGE_SIZE })
      if (mine !== turn) return
      marks.learn(page)
      const renewed = renewTop(items.value, page.items)
      if (renewed === null) next.value = page.next
      show(renewed ?? page.items, page.total)
    } catch (error) {
      if (mine === turn) listing.value = { state: 'failed', trouble: toUiError(error) }
    }
    if (opened.value.state === 'ready' && opened.value.value.outcome === null) await readSelected()
  }

  async function reload(): Promise<void> {
    await loadPage(items.value.length === 0 ? null : next.value)
  }

  function onChanged(summary: ExchangeSummary): void {
    const before = items.value.find((item) => item.id === summary.id)
    since.set(summary.id, summary)
    items.value = upsert(items.value, summary)
    if (!before) total.value += 1
    const hasEnded = summary.outcome !== null
    if (hasEnded) forgetProgress(summary.id)
    // Of a hundred that end in a replay, only the one that is read is spoken of.
    if (hasEnded && before?.outcome !== summary.outcome && summary.id === selectedId.value) {
      announce(spokenResult(summary))
    }
    if (summary.id === selectedId.value) void readSelected()
  }

  function onProgress(step: Progress): void {
    if (step.state === 'done') {
      forgetProgress(step.id)
      return
    }
    const before = progress.value.get(step.id)
    progress.value = new Map(progress.value).set(step.id, step)
    const isNewWait =
      step.state === 'waiting' && (before?.state !== 'waiting' || before.attempt !== step.attempt)
    if (isNewWait && step.id === selectedId.value) announce(`Waiting. ${step.reason}`)
  }

  function forgetProgress(id: string): void {
    if (!progress.value.has(id)) return
    const rest = new Map(progress.value)
    rest.delete(id)
    progress.value = rest
  }

  async function select(id: string | null): Promise<void> {
    if (id === selectedId.value) return
    selectedId.value = id
    if (id === null) opened.value = { state: 'idle' }
    else await readSelected()
  }

  let reading = 0

  async function readSelected(): Promise<void> {
    const id = selectedId.value
    if (id === null) return
    reading += 1
    const turn = reading
    const isCurrent = () => turn === reading && id === selectedId.value
    if (opened.value.state !== 'ready') opened.value = { state: 'loading' }
    try {
      const exchange = await readExchange(id, isCurrent)
      if (exchange !== null && isCurrent()) opened.value = { state: 'ready', value: exchange }
    } catch (error) {
      if (!isCurrent()) return
      const trouble = toUiError(error)
      // A request just sent may be asked for before it is kept; its first change event brings us back.
      const isYetToCome = trouble.code === 'not-found' && !items.value.some((item) => item.id === id)
      opened.value = isYetToCome ? { state: 'loading' } : { state: 'failed', trouble }
    }
  }

  /** Sends, and opens the new exchange unless told not to. Returns whether it left. */
  async function send(input: SendInput, isOpened = true): Promise<boolean> {
    try {
      const { id } = await call('exchange:send', input)
      if (isOpened) await select(id)
      return true
    } catch (error) {
      notices.report(error, 'The request was not sent')
      return false
    }
  }

  async function cancel(id: string): Promise<void> {
    try {
      await call('exchange:cancel', { id })
    } catch (error) {
      notices.report(error, 'The request could not be cancelled')
    }
  }

  async function sendNow(id: string): Promise<void> {
    try {
      await call('exchange:sendNow', { id })
    } catch (error) {
      notices.report(error, 'The wait could not be cut short')
    }
  }

  return {
    items,
    listing,
    total,
    next,
    selectedId,
    opened,
    progress,
    selectedProgress,
    start,
    loadMore,
    startOver,
    reload,
    select,
    readSelected,
    send,
    cancel,
    sendNow,
  }
})

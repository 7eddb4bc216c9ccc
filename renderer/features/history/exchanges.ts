import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { EventPayload, Progress } from '../../../app/contract/events.ts'
import { targetOrigin } from '../../../app/contract/origin.ts'
import type { SendInput } from '../../../app/contract/send.ts'
import { call, on } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { steadyTime } from '../../ui/steadyTime.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useNoticesStore } from '../window/notices.ts'
import { useSessionStore } from '../window/session.ts'
import { useAnnotationsStore } from './annotations.ts'
import { createOpenedExchange } from './openedExchange.ts'
import { createPagedList } from './pagedList.ts'
import { spokenResult } from './spoken.ts'

/** The history as far as it is loaded, the selected exchange in full, and what is in progress. */
export const useExchangesStore = defineStore('exchanges', () => {
  const notices = useNoticesStore()
  const navigation = useNavigationStore()
  const session = useSessionStore()
  const annotations = useAnnotationsStore()

  const list = createPagedList(async (page) => {
    const found = await call('history:list', page)
    annotations.learn(found)
    return found
  })
  const { items, listing, next } = list
  const { selectedId, opened, ...open } = createOpenedExchange()
  /** Their waits end in steady time. */
  const progress = shallowRef<ReadonlyMap<string, Progress>>(new Map())
  /** Exchanges that came since the last page was read. */
  const added = shallowRef(0)

  const total = computed(() => Math.max((list.page.value?.total ?? 0) + added.value, items.value.length))
  /** Whether there is nothing in the history, and nothing is being read. */
  const isFirst = computed(
    () => listing.value.state === 'ready' && total.value === 0 && opened.value.state === 'idle',
  )
  const selectedProgress = computed(() =>
    selectedId.value === null ? null : (progress.value.get(selectedId.value) ?? null),
  )

  async function start(): Promise<void> {
    on('exchange:changed', onChanged)
    on('exchange:progress', onProgress)
    on('history:changed', () => void refresh())
    await startOver()
  }

  /** Reads the list anew from its beginning, after exchanges have gone or come back. */
  async function startOver(): Promise<void> {
    added.value = 0
    await list.begin()
  }

  /** Reads the newest page again, for what others than this window have changed. */
  async function refresh(): Promise<void> {
    added.value = 0
    await list.refresh()
    if (opened.value.state === 'ready' && opened.value.value.outcome === null) await open.read()
  }

  function onChanged({ summary, exchange }: EventPayload<'exchange:changed'>): void {
    const isSelected = summary.id === selectedId.value
    const before = isSelected ? items.value.find(({ id }) => id === summary.id) : null
    if (list.put(summary)) added.value += 1
    const hasEnded = summary.outcome !== null
    if (hasEnded) forgetProgress(summary.id)
    // Of a hundred that end in a replay, only the one that is read is spoken of.
    if (hasEnded && isSelected && before?.outcome !== summary.outcome) announce(spokenResult(summary))
    if (exchange !== null) void open.take(exchange)
  }

  function onProgress(step: Progress): void {
    if (step.state === 'done') {
      forgetProgress(step.id)
      return
    }
    const before = progress.value.get(step.id)
    const until = step.until === null ? null : steadyTime(step.until)
    progress.value = new Map(progress.value).set(step.id, { ...step, until })
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

  /**
   * Sends, and opens the new exchange unless told not to. Returns whether it left. Main may know of another base URL already
   * than the page, which wrote it for this one.
   */
  function send(input: SendInput, isOpened = true): Promise<boolean> {
    const baseUrl = session.profileOf(input.profile)?.baseUrl ?? ''
    const writtenFor = targetOrigin(input.target, baseUrl) ?? ''
    return notices.attempt('Postern did not send the request', async () => {
      const { id } = await call('exchange:send', { ...input, writtenFor, isOpened })
      if (!isOpened) return
      navigation.read()
      await open.await(id)
    })
  }

  /** Shows an exchange in the history, also where the list has no room beside it. */
  async function show(id: string): Promise<void> {
    navigation.go('history')
    navigation.read()
    await open.select(id)
  }

  async function cancel(id: string): Promise<void> {
    await notices.attempt('Postern could not cancel the request', () => call('exchange:cancel', { id }))
  }

  async function sendNow(id: string): Promise<void> {
    await notices.attempt('Postern could not end the wait', () => call('exchange:sendNow', { id }))
  }

  return {
    items,
    listing,
    total,
    isFirst,
    next,
    selectedId,
    opened,
    progress,
    selectedProgress,
    start,
    waiting: list.waiting,
    hold: list.hold,
    isWaiting: list.isWaiting,
    takeIn: list.takeIn,
    loadMore: list.loadMore,
    loadAll: list.loadAll,
    startOver,
    select: open.select,
    show,
    readSelected: open.read,
    send,
    cancel,
    sendNow,
  }
})

import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ReplaySelection, ReplayStatus } from '../../../app/contract/replayStatus.ts'
import { call, on } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { useAnnotationsStore } from '../history/annotations.ts'
import { useNoticesStore } from '../window/notices.ts'

/** The replays of many that are known, and what the plan is asked for. */
export const useReplaysStore = defineStore('replays', () => {
  const marks = useAnnotationsStore()
  const notices = useNoticesStore()

  /** Oldest first. */
  const known = shallowRef<readonly ReplayStatus[]>([])
  /** What the dialog shows a plan of, and the keys by profile that it begins with; null while it is closed. */
  const request = shallowRef<{
    readonly selection: ReplaySelection
    readonly keys: Readonly<Record<string, string>>
  } | null>(null)

  /** Whether one is under way, other than those that wait since the start. */
  const isBusy = computed(() =>
    known.value.some(({ phase, isFromBefore }) => phase !== 'ended' && !isFromBefore),
  )

  async function start(): Promise<void> {
    on('replay:changed', follow)
    try {
      known.value = await call('replay:list', undefined)
    } catch (error) {
      notices.report(error, 'It is not known whether a replay is left from before')
    }
  }

  function follow(now: ReplayStatus): void {
    marks.learnSentAgain(now.sentAgain)
    const before = known.value.find(({ id }) => id === now.id)
    // One that is new takes the place of what has ended.
    known.value = before
      ? known.value.map((one) => (one.id === now.id ? now : one))
      : [...known.value.filter(({ phase }) => phase !== 'ended'), now]
    if (now.phase === 'ended' && before?.phase !== 'ended')
      announce(`The replay has ended: ${now.sent} sent again, ${now.fixed} fixed`)
  }

  /** A short replay has told more than how it began by the time that arrives. */
  function welcome(begun: ReplayStatus): void {
    if (!known.value.some(({ id }) => id === begun.id)) follow(begun)
  }

  function ask(selection: ReplaySelection, keys: Readonly<Record<string, string>> = {}): void {
    request.value = { selection, keys }
  }

  function close(): void {
    request.value = null
  }

  /** @throws {BridgeFailure} the dialog that asked shows it. */
  async function begin(plan: number, withUnsafe: boolean): Promise<void> {
    welcome(await call('replay:start', { plan, withUnsafe }))
  }

  async function steer(id: string, verb: 'pause' | 'resume' | 'cancel'): Promise<void> {
    try {
      await call(`replay:${verb}`, { id })
    } catch (error) {
      notices.report(error, 'The replay stays as it was')
    }
  }

  async function continueAnyway(id: string): Promise<void> {
    try {
      welcome(await call('replay:continueAnyway', { id }))
    } catch (error) {
      notices.report(error, 'The rest was not sent')
    }
  }

  /** Takes the banner of a replay that has ended away. */
  function dismiss(id: string): void {
    known.value = known.value.filter((one) => one.id !== id || one.phase !== 'ended')
  }

  return { known, request, isBusy, start, ask, close, begin, steer, continueAnyway, dismiss }
})

import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { hasEnded } from '../../../app/contract/jobPhase.ts'
import type { ReplaySelection } from '../../../app/contract/replayPlan.ts'
import { call } from '../../api/bridge.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useJobsStore } from '../jobs/jobs.ts'
import { useNoticesStore } from '../window/notices.ts'

/** What replays are asked for, and which of them are still to come. */
export const useReplaysStore = defineStore('replays', () => {
  const exchanges = useExchangesStore()
  const jobs = useJobsStore()
  const notices = useNoticesStore()

  /** What the dialog shows a plan of, and the keys by profile that it begins with; null while it is closed. */
  const request = shallowRef<{
    readonly selection: ReplaySelection
    readonly keys: Readonly<Record<string, string>>
  } | null>(null)

  const isBusy = computed(() => jobs.of('replay').some(({ phase }) => phase === 'running'))
  /** Replays of one exchange that wait for their time, the next first. */
  const scheduled = computed(() =>
    jobs
      .of('replay')
      .flatMap(({ id, phase, title: { only, startAt } }) =>
        phase === 'scheduled' && only && startAt !== null ? [{ id, only, startAt }] : [],
      )
      .toSorted((one, other) => one.startAt - other.startAt),
  )

  // Whoever still reads an exchange that was to be sent again sees what came; whoever has gone on stays there.
  watch(
    () => jobs.of('replay'),
    (now, before) => {
      const wasOpen = (id: string) => before.some((job) => job.id === id && !hasEnded(job))
      for (const job of now) {
        const { title, result } = job
        if (title.startAt === null || result.latest === null || !hasEnded(job) || !wasOpen(job.id)) continue
        if (title.only?.id === exchanges.selectedId) void exchanges.select(result.latest)
      }
    },
  )

  function ask(selection: ReplaySelection, keys: Readonly<Record<string, string>> = {}): void {
    request.value = { selection, keys }
  }

  function close(): void {
    request.value = null
  }

  /** @throws {BridgeFailure} the dialog that asked shows it. */
  async function begin(plan: number, withUnsafe: boolean): Promise<void> {
    await call('replay:start', { plan, withUnsafe })
  }

  const pause = (id: string) => notices.attempt('The replay goes on', () => call('replay:pause', { id }))
  const resume = (id: string) =>
    notices.attempt('The replay stays paused', () => call('replay:resume', { id }))
  const continueAnyway = (id: string) =>
    notices.attempt('Postern did not send the rest', () => call('replay:continueAnyway', { id }))

  /** Has an exchange sent again at that time, epoch ms. */
  async function schedule(id: string, startAt: number): Promise<void> {
    await notices.attempt('Postern will not replay it', async () => {
      const { plan } = await call('replay:plan', { selection: { ids: [id] }, keys: [] })
      await call('replay:start', { plan, withUnsafe: false, startAt })
    })
  }

  const scheduledFor = (id: string) => scheduled.value.filter(({ only }) => only.id === id)

  async function cancelScheduled(these = scheduled.value): Promise<void> {
    await Promise.all(these.map(({ id }) => jobs.cancel(id)))
  }

  return {
    request,
    isBusy,
    scheduled,
    ask,
    close,
    begin,
    pause,
    resume,
    continueAnyway,
    schedule,
    scheduledFor,
    cancelScheduled,
  }
})

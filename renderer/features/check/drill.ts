import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { SCENARIOS, type DrillSpeed, type Scenario } from '../../../app/contract/check.ts'
import type { JobOf } from '../../../app/contract/job.ts'
import { hasEnded } from '../../../app/contract/jobPhase.ts'
import { call } from '../../api/bridge.ts'
import { useWork } from '../../ui/useWork.ts'
import { useJobsStore } from '../jobs/jobs.ts'
import { useCheckStore } from './check.ts'

export interface DrillForm {
  command: string
  /** Names of environment variables, as they are typed. */
  variables: string
  speed: DrillSpeed
  scenarios: readonly Scenario[]
}

/** The program of the user's that is drilled, and the drill itself. It goes on while its dialog is closed. */
export const useDrillStore = defineStore('drill', () => {
  const check = useCheckStore()
  const jobs = useJobsStore()
  const { isBusy: isStarting, trouble, run } = useWork()

  const isOpen = shallowRef(false)
  const folder = shallowRef('')
  /** What was typed last, while no dialog is open. */
  const form = shallowRef<DrillForm>({ command: '', variables: '', speed: 10, scenarios: [...SCENARIOS] })
  /** The last drill of this window, also once the list of jobs has let it go. */
  const last = shallowRef<JobOf<'drill'> | null>(null)

  const running = computed(() => (last.value && !hasEnded(last.value) ? last.value : null))
  watch(
    () => jobs.of('drill').at(-1),
    (job) => {
      if (!job) return
      const wasRunning = running.value !== null
      last.value = job
      if (wasRunning && hasEnded(job)) void showReport(job)
    },
    { immediate: true },
  )

  async function showReport({ phase, result, title }: JobOf<'drill'>): Promise<void> {
    if (phase !== 'failed') close()
    if (result.query !== null) await check.checkRuns(result.query, title.speed)
  }

  async function chooseFolder(): Promise<void> {
    await run(async () => {
      folder.value = (await call('drill:chooseFolder', undefined)) ?? folder.value
    })
  }

  /** Main asks in a dialog of the system's before it starts anything. */
  async function start({ command, variables, speed, scenarios }: DrillForm): Promise<void> {
    await run(() =>
      call('drill:run', {
        command: command.trim(),
        folder: folder.value,
        variables: variables.split(/[\s,;]+/).filter((name) => name !== ''),
        scenarios: SCENARIOS.filter((name) => scenarios.includes(name)),
        speed,
      }),
    )
  }

  /** What went wrong before is not said again. */
  function open(): void {
    if (last.value?.phase === 'failed') last.value = null
    trouble.value = null
    isOpen.value = true
  }

  function close(): void {
    isOpen.value = false
  }

  function keep(typed: DrillForm): void {
    form.value = typed
  }

  async function cancel(): Promise<void> {
    if (running.value) await jobs.cancel(running.value.id)
  }

  return {
    isOpen,
    folder,
    form,
    last,
    running,
    isStarting,
    trouble,
    chooseFolder,
    start,
    open,
    close,
    keep,
    cancel,
  }
})

import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Job, JobKind, JobOf } from '../../../app/contract/job.ts'
import { hasEnded } from '../../../app/contract/jobPhase.ts'
import { call, on } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { toast } from '../../ui/toaster.ts'
import { drillText } from '../check/drillText.ts'
import { exportText } from '../export/exportText.ts'
import { useAnnotationsStore } from '../history/annotations.ts'
import { importText } from '../import/importText.ts'
import { pagesText } from '../pages/pagesText.ts'
import { replayText } from '../replay/replayText.ts'
import { useNoticesStore } from '../window/notices.ts'
import { needsUser } from './activityText.ts'

/** As long as what says that it is done. */
const DONE_MS = 8_000

/** What takes a while: imports, exports and replays, in progress or ended, until they are put away. */
export const useJobsStore = defineStore('jobs', () => {
  const annotations = useAnnotationsStore()
  const notices = useNoticesStore()

  /** Oldest first. */
  const known = shallowRef<readonly Job[]>([])
  /** Those that have not only been put off until their time. */
  const begun = computed(() => known.value.filter(({ phase }) => phase !== 'scheduled'))
  const isActivityShown = shallowRef(false)

  async function start(): Promise<void> {
    on('job:changed', follow)
    await notices.attempt('Postern cannot tell what is in progress', async () => {
      known.value = await call('job:list', undefined)
      if (known.value.some(needsUser)) isActivityShown.value = true
    })
  }

  function follow(now: Job): void {
    if (now.kind === 'replay') annotations.learnSentAgain(now.result.sentAgain)
    const before = known.value.find(({ id }) => id === now.id)
    // One that is new takes the place of those of its kind that have ended.
    known.value = before
      ? known.value.map((one) => (one.id === now.id ? now : one))
      : [...known.value.filter((one) => one.kind !== now.kind || !hasEnded(one)), now]
    if (hasEnded(now) && before && !hasEnded(before)) tellEnd(now)
  }

  /** What has gone well says so, and goes; anything else stays until it was seen. */
  function tellEnd(job: Job): void {
    if (isActivityShown.value || needsUser(job)) {
      announce(textOf(job))
      isActivityShown.value = true
      return
    }
    toast(textOf(job).replace(/\.$/, ''))
    setTimeout(() => {
      if (!isActivityShown.value) dismiss(job.id)
    }, DONE_MS)
  }

  function of<K extends JobKind>(kind: K): readonly JobOf<K>[] {
    return known.value.filter((job): job is JobOf<K> => job.kind === kind)
  }

  async function cancel(id: string): Promise<void> {
    await notices.attempt('It goes on', () => call('job:cancel', { id }))
  }

  /** Once it is closed, what has ended was seen. */
  function showActivity(isShown: boolean): void {
    isActivityShown.value = isShown
    if (!isShown) known.value = known.value.filter((job) => !hasEnded(job))
  }

  /** Puts one away that has ended. */
  function dismiss(id: string): void {
    known.value = known.value.filter((job) => job.id !== id || !hasEnded(job))
  }

  return { known, begun, isActivityShown, start, follow, of, showActivity, cancel, dismiss }
})

function textOf(job: Job): string {
  if (job.kind === 'import') return importText(job)
  if (job.kind === 'pages') return pagesText(job)
  if (job.kind === 'drill') return drillText(job)
  return job.kind === 'export' ? exportText(job) : replayText(job, Date.now())
}

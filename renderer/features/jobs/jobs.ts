import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { hasEnded, type Job, type JobKind, type JobOf } from '../../../app/contract/job.ts'
import { call, on } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { exportText } from '../export/exportText.ts'
import { useAnnotationsStore } from '../history/annotations.ts'
import { importText } from '../import/importText.ts'
import { replayText } from '../replay/replayText.ts'
import { useNoticesStore } from '../window/notices.ts'

/** What takes a while: imports, exports and replays, under way or ended, until they are put away. */
export const useJobsStore = defineStore('jobs', () => {
  const annotations = useAnnotationsStore()
  const notices = useNoticesStore()

  /** Oldest first. */
  const known = shallowRef<readonly Job[]>([])

  async function start(): Promise<void> {
    on('job:changed', follow)
    await notices.attempt('It is not known what is under way', async () => {
      known.value = await call('job:list', undefined)
    })
  }

  function follow(now: Job): void {
    if (now.kind === 'replay') annotations.learnSentAgain(now.result.sentAgain)
    const before = known.value.find(({ id }) => id === now.id)
    // One that is new takes the place of those of its kind that have ended.
    known.value = before
      ? known.value.map((one) => (one.id === now.id ? now : one))
      : [...known.value.filter((one) => one.kind !== now.kind || !hasEnded(one)), now]
    if (hasEnded(now) && before && !hasEnded(before)) announce(textOf(now))
  }

  function of<K extends JobKind>(kind: K): readonly JobOf<K>[] {
    return known.value.filter((job): job is JobOf<K> => job.kind === kind)
  }

  async function cancel(id: string): Promise<void> {
    await notices.attempt('It goes on', () => call('job:cancel', { id }))
  }

  /** Takes the banner of one that has ended away. */
  function dismiss(id: string): void {
    known.value = known.value.filter((job) => job.id !== id || !hasEnded(job))
  }

  return { known, start, follow, of, cancel, dismiss }
})

function textOf(job: Job): string {
  if (job.kind === 'import') return importText(job)
  return job.kind === 'export' ? exportText(job) : replayText(job, Date.now())
}

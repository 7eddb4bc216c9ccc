import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Notice } from '../../../app/contract/notice.ts'
import { call, on } from '../../api/bridge.ts'
import { toUiError } from '../../api/async.ts'

/** What stays above the room until it is dismissed: main's notices, and errors that no place of their own shows. */
export const useNoticesStore = defineStore('notices', () => {
  const list = shallowRef<readonly Notice[]>([])

  function start(): void {
    on('notice:added', add)
  }

  /** Takes the place of all that stood there. */
  function begin(notices: readonly Notice[]): void {
    list.value = notices
  }

  function add(notice: Notice): void {
    list.value = [...list.value.filter((other) => other.id !== notice.id), notice]
  }

  /** Turns an error that no place of its own shows into a notice. */
  function report(error: unknown, title: string): void {
    const { message, remedy } = toUiError(error)
    add({ id: `page:${title}`, severity: 'warning', title, detail: message, remedy })
  }

  /** Carries something out. Where it fails, a notice with this title says why. Returns whether it was done. */
  async function attempt(title: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      report(error, title)
      return false
    }
  }

  /** Says something that is no trouble, where there is something to say. */
  function remark(title: string, detail: string): void {
    if (detail === '') return
    const remedy = 'Look it over before you send it.'
    add({ id: `page:${title}`, severity: 'info', title, detail, remedy })
  }

  /** What was said of a request is no news once that was sent, or was left alone. */
  function forgetRemarks(): void {
    list.value = list.value.filter((notice) => !isRemark(notice))
  }

  async function dismiss(id: string): Promise<void> {
    list.value = list.value.filter((notice) => notice.id !== id)
    if (id.startsWith('page:')) return
    await attempt('The notice will come back', () => call('app:dismissNotice', { id }))
  }

  return { list, start, begin, report, attempt, remark, forgetRemarks, dismiss }
})

function isRemark({ id, severity }: Notice): boolean {
  return id.startsWith('page:') && severity === 'info'
}

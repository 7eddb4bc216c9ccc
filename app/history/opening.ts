import type { Notice } from '../contract/notice.ts'
import { openHistory, type HistoryOptions, type OpenHistory } from './openHistory.ts'

export interface HistoryOpening {
  opened: Promise<OpenHistory>
  /** From now on these are told; what there was to say before, at once. */
  hear(told: { onNotice: (notice: Notice) => void; onOthers: () => void }): void
}

/** Begins to open the history before there is anyone to tell of it. */
export function beginHistory(options: Pick<HistoryOptions, 'file' | 'worker'>): HistoryOpening {
  const waiting: Notice[] = []
  let onNotice = (notice: Notice): void => {
    waiting.push(notice)
  }
  let onOthers = (): void => undefined
  const opened = openHistory({
    ...options,
    onNotice: (notice) => {
      onNotice(notice)
    },
    onOthers: () => {
      onOthers()
    },
  })
  // Whoever awaits it hears of a failure; a failure before that is not unforeseen.
  opened.catch(() => undefined)
  return {
    opened,
    hear(told) {
      onNotice = told.onNotice
      onOthers = told.onOthers
      for (const notice of waiting.splice(0)) onNotice(notice)
    },
  }
}

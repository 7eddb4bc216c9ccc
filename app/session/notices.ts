import type { Notice } from '../contract/notice.ts'

/** What the user is to know, each until it is dismissed. */
export interface Notices {
  /** What stands there already is not said twice; of two with the same id the later one stands. */
  add(notice: Notice): void
  dismiss(id: string): void
  list(): Notice[]
}

export function createNotices(onTold: (notice: Notice) => void): Notices {
  const standing = new Map<string, Notice>()
  return {
    add(notice) {
      const present = standing.get(notice.id)
      if (present && present.title === notice.title && present.detail === notice.detail) return
      standing.set(notice.id, notice)
      onTold(notice)
    },
    dismiss(id) {
      standing.delete(id)
    },
    list: () => [...standing.values()],
  }
}

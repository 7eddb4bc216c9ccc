import { defineStore } from 'pinia'
import { reactive, shallowRef } from 'vue'
import type { HistoryPage } from '../../../app/contract/summary.ts'
import { call } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { plural } from '../../../app/contract/words.ts'
import { useNoticesStore } from '../window/notices.ts'

export interface Mark {
  readonly pinned: boolean
  readonly note: string | null
  /** Whether it sent a request again that was under way when Postern ended. */
  readonly again: boolean
}

const NONE: Mark = { pinned: false, note: null, again: false }

/** What the user put on exchanges: pins and notes, as far as they were read. */
export const useAnnotationsStore = defineStore('annotations', () => {
  const notices = useNoticesStore()
  const marks = shallowRef<ReadonlyMap<string, Mark>>(new Map())

  /** Notes that are being written, by exchange: each is kept while others are looked at, and written on. */
  const drafts = reactive(new Map<string, string>())

  /** Begins the note of an exchange, or goes on where it was left. */
  function write(id: string): void {
    if (!drafts.has(id)) drafts.set(id, of(id).note ?? '')
  }

  function stopWriting(id: string): void {
    drafts.delete(id)
  }

  function of(id: string): Mark {
    return marks.value.get(id) ?? NONE
  }

  /** A page says of each of its exchanges what is on it, also when that is nothing. */
  function learn(page: Pick<HistoryPage, 'items' | 'marks'>): void {
    const next = new Map(marks.value)
    for (const { id } of page.items) {
      const mark = page.marks?.[id]
      if (mark) next.set(id, mark)
      else next.delete(id)
    }
    marks.value = next
  }

  /** For an exchange that is opened without having been listed. */
  async function read(id: string): Promise<void> {
    try {
      learn(await call('history:list', { query: `id:${id}`, before: null, limit: 1 }))
    } catch {
      // The exchange itself is read at the same time, and says what is wrong.
    }
  }

  /** Returns whether it was kept. */
  function set(id: string, change: Partial<Pick<Mark, 'pinned' | 'note'>>): Promise<boolean> {
    return notices.attempt('Postern could not mark the exchange', async () => {
      const kept = await call('history:mark', { id, ...change })
      const { note } = { ...of(id), ...change, ...(change.note !== undefined && kept) }
      mark([id], { ...change, note: note?.trim() ? note : null })
    })
  }

  function learnSentAgain(ids: readonly string[]): void {
    if (ids.some((id) => !of(id).again)) mark(ids, { again: true })
  }

  function mark(ids: readonly string[], change: Partial<Mark>): void {
    marks.value = new Map([
      ...marks.value,
      ...ids.map((id): [string, Mark] => [id, { ...of(id), ...change }]),
    ])
  }

  /** Pins these, or frees them again. */
  async function pin(ids: readonly string[], pinned: boolean): Promise<void> {
    await notices.attempt(pinned ? 'Postern did not pin them' : 'They stay pinned', async () => {
      await call('history:pin', { ids: [...ids], pinned })
      mark(ids, { pinned })
      announce(pinned ? `${plural(ids.length, 'exchange')} pinned` : 'Not pinned any more')
    })
  }

  return { drafts, write, stopWriting, of, learn, read, set, learnSentAgain, pin }
})

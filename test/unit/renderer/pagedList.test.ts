import { describe, expect, it } from 'vitest'
import { createPagedList } from '../../../renderer/features/history/pagedList.ts'
import { summaryOf } from './samples.ts'

/** A list of which nothing is kept yet. */
async function emptyList() {
  const list = createPagedList(() => Promise.resolve({ items: [], next: null, total: 0, matching: 0 }))
  await list.begin()
  return list
}

describe('a list that follows what is sent', () => {
  it('keeps some of the newest rows, and reads the others again where it ends', async () => {
    const list = await emptyList()
    for (let n = 1; n <= 5000; n += 1) list.put(summaryOf(n), true)
    const { length } = list.items.value
    expect(length).toBeLessThanOrEqual(1200)
    expect(length).toBeGreaterThanOrEqual(1000)
    expect(list.items.value[0]).toEqual(summaryOf(5000))
    expect(list.next.value).toBe(list.items.value.at(-1)?.id)
  })

  it('lets no row go while older ones are in view', async () => {
    const list = await emptyList()
    for (let n = 1; n <= 3000; n += 1) list.put(summaryOf(n), false)
    expect(list.items.value).toHaveLength(3000)
    expect(list.next.value).toBeNull()
  })

  it('takes an exchange that went with the oldest rows for no new one when it ends', async () => {
    const list = await emptyList()
    for (let n = 1; n <= 2000; n += 1) list.put(summaryOf(n), true)
    expect(list.put(summaryOf(3, { status: 503 }), true)).toBe(false)
    expect(list.items.value[0]).toEqual(summaryOf(2000))
    list.put(summaryOf(1999, { status: 503 }), true)
    expect(list.items.value[1]?.status).toBe(503)
  })
})

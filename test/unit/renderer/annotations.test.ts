import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { useAnnotationsStore } from '../../../renderer/features/history/annotations.ts'
import { idOf } from './samples.ts'

beforeEach(() => {
  setActivePinia(createPinia())
})

it('a note that was begun is still there when another was begun, and kept or given up', () => {
  const marks = useAnnotationsStore()
  marks.write(idOf(1))
  marks.drafts.set(idOf(1), 'Ask Robin')
  marks.write(idOf(2))
  marks.drafts.set(idOf(2), 'Archived')
  marks.write(idOf(1))
  expect(marks.drafts.get(idOf(1))).toBe('Ask Robin')
  marks.stopWriting(idOf(1))
  expect([...marks.drafts]).toEqual([[idOf(2), 'Archived']])
})

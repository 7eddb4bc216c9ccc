import { beforeEach, expect, it } from 'vitest'
import type { Notice } from '../../../app/contract/notice.ts'
import { createNotices, type Notices } from '../../../app/session/notices.ts'

const unsaved: Notice = {
  id: 'settings-unsaved',
  severity: 'warning',
  title: 'Postern cannot save the settings',
  detail: 'The disk is full.',
  remedy: null,
}

let told: Notice[]
let notices: Notices
beforeEach(() => {
  told = []
  notices = createNotices((notice) => told.push(notice))
})

it('what stands there is not said twice', () => {
  notices.add(unsaved)
  notices.add({ ...unsaved })
  expect(told).toEqual([unsaved])
  expect(notices.list()).toEqual([unsaved])
})

it('what has changed takes its place, and is said', () => {
  const other = { ...unsaved, detail: 'The folder is gone.' }
  notices.add(unsaved)
  notices.add(other)
  expect(told).toEqual([unsaved, other])
  expect(notices.list()).toEqual([other])
})

it('what was dismissed is said again when it happens again', () => {
  notices.add(unsaved)
  notices.dismiss(unsaved.id)
  expect(notices.list()).toEqual([])
  notices.add(unsaved)
  expect(told).toEqual([unsaved, unsaved])
  expect(notices.list()).toEqual([unsaved])
})

import { expect, it } from 'vitest'
import { findSettings } from '../../../renderer/features/settings/settingsSearch.ts'

it.each([
  ['deadline', 'retry.deadlineMs'],
  ['requests window', 'rate.limit'],
  ['CERTIFICATE', 'caFile'],
  ['key goes in', 'token.sendKeyIn'],
  ['trace id', 'traceHeaders'],
  ['theme', 'theme'],
  ['retention', 'history'],
  ['listen port', 'capture'],
])('the words %j find a setting', (text, place) => {
  expect(findSettings(text)[0]?.place).toBe(place)
})

it('nothing finds nothing', () => {
  expect(findSettings('  ')).toEqual([])
  expect(findSettings('no such words at all')).toEqual([])
})

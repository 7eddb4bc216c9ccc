import { expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { wholeTarget } from '../../../renderer/features/composer/wholeTarget.ts'

it.each([
  ['GET', 'sites', '/api/external/sites'],
  ['GET', ' sites?customerId=7', '/api/external/sites?customerId=7'],
  ['GET', 'api/external/sites', '/api/external/sites'],
  ['GET', 'staffs/12/licenses', '/api/external/staffs/12/licenses'],
  ['GET', 'liveop', '/api/external/liveops'],
  ['POST', 'webhook/subscriptions', '/api/webhook/subscriptions'],
  ['GET', '/sites', '/sites'],
  ['GET', 'nothing of the kind', 'nothing of the kind'],
  ['GET', 'localhost:8080/api', 'localhost:8080/api'],
  ['GET', 'https://a.example/sites', 'https://a.example/sites'],
  ['GET', '', ''],
])('%s %s is sent as %s', (method, typed, whole) => {
  expect(wholeTarget(builtInCatalog, method, typed)).toBe(whole)
})

import { expect, it } from 'vitest'
import { bodyPlace } from '../../../renderer/features/composer/bodyPlace.ts'

it.each([
  ['{"customerId": 1099, "a": 1}', '1099'],
  ['{\n  "customerId" : "10 \\" 99"\n}', '"10 \\" 99"'],
  ['{"customerId":null}', 'null'],
  ['{"customerId": [1, 2]}', '"customerId"'],
  ['{"customerId": ', '"customerId"'],
  ['{"other": 1}', ''],
])('of %s it is %s that is to be changed', (body, place) => {
  expect(body.slice(...bodyPlace(body, 'customerId'))).toBe(place)
})

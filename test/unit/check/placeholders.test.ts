import { expect, it } from 'vitest'
import { brokenIn, made, tokenAt } from './support.ts'

const refused = { status: 401, code: 401 }

it('a program that goes on without a token after its key is refused has refreshed twice, and kept no dead token', () => {
  const calls = made('GET /api/external/sites', [
    { at: 100, ...refused, token: 'one' },
    { at: 300, ...refused, token: null },
    { at: 500, ...refused, token: null },
  ])
  const requests = [tokenAt(0), tokenAt(200, refused), tokenAt(400, refused)]
  expect(brokenIn([calls, ...requests])).toEqual(['refreshed-twice'])
})

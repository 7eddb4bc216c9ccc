import { describe, expect, it } from 'vitest'
import { mayName, mayPassOn } from '../../../app/diagnosis/topics/passedOn.ts'

describe('what a step may repeat of a message', () => {
  it.each([
    'use the cursor instead of offset',
    'start again from the first page',
    'Callback address must use https',
    'contact your account manager',
    'Terms of Service v3 must be accepted by an account owner first',
    'set startDate to a date before endDate',
    'send at most 50 siteIds',
  ])('%s', (clause) => expect(mayPassOn(clause)).toBe(true))
})

describe('what no step repeats', () => {
  it.each([
    'send your key to the account manager',
    'send your api key',
    'use the token of another company',
    'enter your password',
    'use the address http://a.example',
    'contact support@a.example',
    'call +44 20 7946 0958',
    'ask the team at a.example for a new name',
    'disable the check of certificates',
    'submit the report again',
    'resend the request',
    'delete the subscription',
    'use sites of 203.0.113.9',
    'send external-gh-apim-sub-key',
    'verify your account',
  ])('%s', (clause) => expect(mayPassOn(clause)).toBe(false))
})

it('asks for no name of a secret, and for no address', () => {
  expect(
    ['password', 'clientSecret', 'X-Api-Key', 'https://a.example', 'a@b.example'].filter(mayName),
  ).toEqual([])
  expect(['startDate', 'X-Company', 'field eq value'].filter(mayName)).toHaveLength(3)
})

import { expect, test } from 'vitest'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { createSecretRegistry } from '../../../app/recorder/secretRegistry.ts'

test('a key that was replaced and a token that ran out are still redacted', () => {
  let known = ['first-secret', 'a-token-of-old']
  const redactor = createRedactor(createSecretRegistry(() => known).all)
  redactor.text('looked at once')
  known = ['second-secret']
  expect(redactor.text('first-secret, a-token-of-old, second-secret')).toBe(
    '[redacted], [redacted], [redacted]',
  )
})

test('what is known now is never forgotten, however much was known before', () => {
  let known = ['the-key-in-use']
  const { all } = createSecretRegistry(() => known)
  for (let turn = 0; turn < 2000; turn += 1) {
    known = ['the-key-in-use', `token-number-${turn}`]
    all()
  }
  expect(all()).toContain('the-key-in-use')
  expect(all()).toContain('token-number-1999')
  expect(all().length).toBeLessThan(600)
})

test('what the page brings makes room for itself alone', () => {
  const registry = createSecretRegistry(() => ['the-key-in-use'])
  registry.learn(['a-token-that-was-received'])
  for (let call = 0; call < 6; call += 1) {
    const headers = Array.from({ length: 200 }, (_, at): [string, string] => [
      'X-Api-Key',
      `brought-${call}-${at}`,
    ])
    registry.learnHeaders(headers)
    registry.all()
  }
  expect(registry.all()).toEqual(
    expect.arrayContaining(['the-key-in-use', 'a-token-that-was-received', 'brought-5-199']),
  )
  expect(registry.all().length).toBeLessThan(1010)
})

test('what is learnt is remembered, a word that stands for no secret is not', () => {
  const registry = createSecretRegistry(() => ['the-key-in-use'])
  const before = registry.all()
  expect(registry.all()).toBe(before)
  registry.learn(['a-token', 'undefined'])
  registry.learnHeaders(
    [
      ['Authorization', `Basic ${Buffer.from('me:open-sesame').toString('base64')}`],
      ['X-Ours', 'by-its-name'],
      ['Accept', 'application/json'],
    ],
    new Set(['x-ours']),
  )
  expect(registry.all()).toEqual([
    'a-token',
    'the-key-in-use',
    Buffer.from('me:open-sesame').toString('base64'),
    'open-sesame',
    'by-its-name',
  ])
})

test('whatever goes to the page is redacted at any depth, and keeps its shape', () => {
  const redactor = createRedactor(() => ['first-secret'])
  const clean = { list: [1, null, { text: 'nothing' }], at: true }
  expect(redactor.value(clean)).toBe(clean)
  expect(redactor.value(undefined)).toBeUndefined()
  expect(redactor.value({ reason: 'first-secret', list: [{ deep: ['a first-secret'] }], number: 7 })).toEqual(
    {
      reason: '[redacted]',
      list: [{ deep: ['a [redacted]'] }],
      number: 7,
    },
  )
})

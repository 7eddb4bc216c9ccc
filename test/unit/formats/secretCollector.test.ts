import { expect, it } from 'vitest'
import { createSecretCollector } from '../../../app/formats/secretCollector.ts'

function valuesOf(headers: [string, string][], body: string | null = null): string[] {
  const collector = createSecretCollector(['X-Region'])
  collector.request({ url: 'https://host/', headers, body })
  return collector.values()
}

it.each([
  ['as it is', [['X-Api-Key', 'shop key/1']], null, ['shop key/1']],
  ['freed of JSON', [], '{"apiKey":"shop\\"key\\u0031"}', ['shop"key1']],
  ['freed of JSON in JSON', [], '"{\\"apiKey\\":\\"shop\\\\\\"key1\\"}"', ['shop"key1']],
  ['freed of percents', [], 'api_key=shop%2Fkey+1', ['shop/key 1', 'shop/key+1']],
  ['a password', [['Authorization', `Basic ${btoa('anna:long-password')}`]], null, ['long-password']],
  ['a session', [['Cookie', 'theme=dark-mode; JSESSIONID=abc123def']], null, ['abc123def']],
  ['a profile’s header', [['x-region', 'region-key-1']], null, ['region-key-1']],
] satisfies [string, [string, string][], string | null, string[]][])(
  'looks for a secret %s',
  (_, headers, body, expected) => {
    expect(valuesOf(headers, body)).toEqual(expect.arrayContaining(expected))
  },
)

it('looks for no word that stands where there is no secret, nor for a cookie of the looks', () => {
  expect(valuesOf([['Authorization', 'Bearer undefined']], '{"password":"required","token":null}')).toEqual(
    [],
  )
  expect(valuesOf([['Cookie', 'theme=dark-mode']])).not.toContain('dark-mode')
})

it('finds what it can in what is no entry', () => {
  const collector = createSecretCollector()
  collector.anything({ a: [{ headers: [{ name: 'X-Api-Key', value: 'shop-key-1' }] }, 'api_key=shop-key-2'] })
  expect(collector.values()).toEqual(expect.arrayContaining(['shop-key-1', 'shop-key-2']))
})

it('refuses more than can be looked for', () => {
  const collector = createSecretCollector([], { values: 2, characters: 100 })
  const add = (value: string) => {
    collector.request({ url: 'https://host/', headers: [['X-Api-Key', value]], body: null })
  }
  add('shop-key-1')
  add('shop-key-2')
  add('shop-key-1')
  expect(() => {
    add('shop-key-3')
  }).toThrow('more than 2 different secrets')
  expect(() => {
    createSecretCollector([], { values: 9, characters: 20 }).request({
      url: '',
      headers: [['X-Api-Key', 'x'.repeat(21)]],
      body: null,
    })
  }).toThrow('very long ones')
})

import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LONGEST_LINK, readArguments, readLink } from '../../../app/shell/openRequest.ts'

const body = '{"status":{"code":100,"errorMessage":"Kunde 7 & „mehr“"},\n\t"errors":[]}'

describe('a link', () => {
  it('brings a status and a body to the room Explain', () => {
    expect(readLink(`postern://explain?status=403&body=${encodeURIComponent(body)}`)).toEqual({
      kind: 'explain',
      answer: { status: 403, body },
    })
  })

  it.each([
    ['postern://explain/?status=500', { status: 500, body: '' }],
    ['postern://explain?body=plain', { status: null, body: 'plain' }],
    ['POSTERN://EXPLAIN?body=plain', { status: null, body: 'plain' }],
    ['postern://explain?body=a%26b%3Dc', { status: null, body: 'a&b=c' }],
  ])('%s', (link, answer) => {
    expect(readLink(link)).toEqual({ kind: 'explain', answer })
  })

  it.each([
    ['another action', 'postern://send?target=%2Fapi'],
    ['a path', 'postern://explain/settings?body=x'],
    ['another host', 'postern://explain.example?body=x'],
    ['a user', 'postern://me@explain?body=x'],
    ['no question', 'postern://explain'],
    ['a fragment', 'postern://explain?body=x#y'],
    ['a parameter that nobody knows', 'postern://explain?body=x&key=sandbox-site-7'],
    ['a parameter twice', 'postern://explain?body=x&body=y'],
    ['two equals signs', 'postern://explain?body=x=y'],
    ['a status that is none', 'postern://explain?status=999'],
    ['a status that is a word', 'postern://explain?status=constructor&body=x'],
    ['broken encoding', 'postern://explain?body=%E0%A4%A'],
    ['bytes that are no text', 'postern://explain?body=%FF%FE'],
    ['a NUL', 'postern://explain?body=a%00b'],
    ['a control character', 'postern://explain?body=%1B%5B2J'],
    ['nothing to explain', 'postern://explain?body=%20'],
    ['another scheme', 'https://explain?body=x'],
    ['too much', `postern://explain?body=${'x'.repeat(LONGEST_LINK)}`],
  ])('with %s is refused, and the reason said', (_what, link) => {
    expect(readLink(link)).toEqual({ kind: 'refused', reason: expect.stringMatching(/^\w[^.]+[^.]$/) })
  })

  it('never throws, and never becomes anything but text to explain', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'status=',
        'body=',
        '&',
        '?',
        '/',
        '%',
        '#',
        '..',
        'file:',
        'explain',
        '__proto__',
        '403',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    )
    fc.assert(
      fc.property(fc.constantFrom('postern://explain?', 'postern:', ''), fc.array(word), (start, words) => {
        const request = readLink(start + words.join(''))
        expect(['explain', 'refused']).toContain(request.kind)
        if (request.kind !== 'explain') return
        expect(Object.keys(request.answer)).toEqual(['status', 'body'])
        expect(request.answer.body).not.toMatch(/[^\P{Cc}\t\r\n]/u)
      }),
      { numRuns: 5000 },
    )
  })

  it('that was made of any text brings that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        fc.pre(text.trim() !== '' && !/[^\P{Cc}\t\r\n]/u.test(text))
        const link = `postern://explain?body=${encodeURIComponent(text)}`
        expect(readLink(link)).toEqual({ kind: 'explain', answer: { status: null, body: text } })
      }),
    )
  })
})

describe('a command line', () => {
  const folder = join('/', 'home', 'me')
  it('may hold a link or a recording, among what is not ours', () => {
    expect(readArguments(['--no-sandbox', 'postern://explain?status=404'], folder)).toMatchObject([
      { kind: 'explain' },
    ])
    expect(readArguments(['--flag', 'capture.HAR', join('/', 'tmp', 'a.har')], folder)).toEqual([
      { kind: 'har', path: join(folder, 'capture.HAR') },
      { kind: 'har', path: join('/', 'tmp', 'a.har') },
    ])
  })

  it('asks for nothing by switches alone', () => {
    expect(readArguments([], folder)).toEqual([])
    expect(readArguments(['', '--self-check', '--load=x.har'], folder)).toEqual([])
  })

  it('names any other file to be explained', () => {
    expect(readArguments(['response.json'], folder)).toEqual([
      { kind: 'text', path: join(folder, 'response.json') },
    ])
  })
})

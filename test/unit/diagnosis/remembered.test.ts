import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { remembered } from '../../../app/diagnosis/remembered.ts'

const MEGABYTE = 1024 * 1024

/** How often each of some texts is looked at when all are asked for twice. */
function looksAt(texts: readonly string[]): number {
  let looks = 0
  const look = remembered((text) => {
    looks += 1
    return text.length
  })
  for (const text of [...texts, ...texts]) expect(look(text)).toBe(text.length)
  return looks
}

it('looks once at a short text, and anew at a long one', () => {
  expect(looksAt(['', 'The key is revoked.', 'x'.repeat(300)])).toBe(3)
  expect(looksAt(['x'.repeat(301), 'x'.repeat(MEGABYTE)])).toBe(4)
})

it('reads every text as it is written, half a character too', () => {
  const echo = remembered((text) => text)
  for (const text of ['"quoted" \\ \n', 'naïve 😀', '\ud83d', '\u2028\0']) expect(echo(text)).toBe(text)
})

function heldBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().heapUsed
}

it('holds no body from which a short text was cut', () => {
  const look = remembered((text) => text.slice(20))
  const long = ' It is long.'.repeat(MEGABYTE / 12)
  const before = heldBytes()
  for (let at = 0; at < 50; at += 1) {
    const body: unknown = JSON.parse(`"${at} is what the server says.${long}"`)
    expect(look(String(body).slice(0, 200))).toHaveLength(180)
  }
  expect(heldBytes() - before).toBeLessThan(10 * MEGABYTE)
  expect(look('It is held until here.')).toBe('e.')
})

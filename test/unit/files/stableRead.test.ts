import { expect, it } from 'vitest'
import { twoReadings } from '../../../app/files/stableRead.ts'

const bytes = new TextEncoder()

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += new TextDecoder().decode(piece)
  return text
}

/** Says one thing the first time and another from then on. */
function source(first: string[], then: string[]) {
  let times = 0
  return () => {
    times += 1
    return (times === 1 ? first : then).map((text) => bytes.encode(text))
  }
}

it('gives the same twice', async () => {
  const readings = twoReadings(source(['a', 'b'], ['a', 'b']))
  expect(await textOf(readings.first())).toBe('ab')
  expect(await textOf(readings.second())).toBe('ab')
})

it.each([
  ['another piece', ['a', 'x', 'c'], 'a'],
  ['one that is longer', ['a', 'b', 'c', 'd'], 'abc'],
  ['one that is shorter', ['a', 'b'], 'ab'],
  ['nothing', [], ''],
])('gives nothing that was not in the first reading: %s', async (_, then, expected) => {
  const readings = twoReadings(source(['a', 'b', 'c'], then))
  await textOf(readings.first())
  let text = ''
  const read = async () => {
    for await (const piece of readings.second()) text += new TextDecoder().decode(piece)
  }
  await expect(read()).rejects.toThrow('The file changed while Postern read it')
  expect(text).toBe(expected)
})

it('goes no further than a first reading that was left', async () => {
  const readings = twoReadings(source(['a', 'b', 'c'], ['a', 'b', 'c']))
  for await (const piece of readings.first()) if (new TextDecoder().decode(piece) === 'b') break
  const second = readings.second()
  expect((await second.next()).done).toBe(false)
  expect((await second.next()).done).toBe(false)
  await expect(second.next()).rejects.toThrow('changed')
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { below, elementPath, readPath, writePath } from '../../../app/contract/jsonPath.ts'

test.each([
  [[], '$'],
  [['data', 1, 'id'], '$.data[1].id'],
  [['half a name'], "$['half a name']"],
  [['a.b', 'x-y'], "$['a.b']['x-y']"],
  [['', '0'], "$['']['0']"],
  [["it's", 'back\\slash'], "$['it\\'s']['back\\\\slash']"],
  [['line\nbreak\t\u0001'], "$['line\\nbreak\\t\\u0001']"],
])('the steps %j are written %s', (steps, path) => {
  expect(writePath(steps)).toBe(path)
  expect(readPath(path)).toEqual(steps)
})

test('a path leads to the steps that it was made of', () => {
  const steps = fc.array(fc.oneof(fc.nat(), fc.string({ maxLength: 20 })), { maxLength: 6 })
  fc.assert(
    fc.property(steps, (wanted) => {
      expect(readPath(writePath(wanted))).toEqual(wanted)
    }),
  )
})

test.each([
  ["$.data[3]['half a na…", ['data', 3]],
  ['$["double"]["q\\"uo\\u0074e"]', ['double', 'q"uote']],
  ['$.data[?@.id==9].name', ['data']],
  ['items[0].uri', ['items', 0, 'uri']],
  ['deep.0.x-y', ['deep', '0', 'x-y']],
  ['', []],
])('%s is read as far as it names places', (path, steps) => {
  expect(readPath(path)).toEqual(steps)
})

test('an element is named by the value of a field', () => {
  expect(elementPath('$.data', 'id', 9)).toBe('$.data[?@.id==9]')
  expect(elementPath('$', 'odd name', 'a"b')).toBe(`$[?@['odd name']=="a\\"b"]`)
})

test('a name of any length makes a short path', () => {
  expect(below('$', 'x'.repeat(10_000))).toHaveLength(202)
})

import { expect, it } from 'vitest'
import { fuse, setFuses } from '../../../tools/setup/fuses.mjs'

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

function binary(wire: string, version = 1): Buffer {
  return Buffer.concat([
    Buffer.from('\x7fELF …code… '),
    Buffer.from(SENTINEL),
    Buffer.from([version, wire.length]),
    Buffer.from(wire),
    Buffer.from(' …more code'),
  ])
}

it('changes the named fuses and no other byte', () => {
  const bytes = binary('10110011')
  setFuses(bytes, [
    [fuse.loadBrowserProcessSpecificV8Snapshot, false],
    [fuse.enableNodeCliInspectArguments, true],
  ])
  expect(bytes).toEqual(binary('10110001'))
  setFuses(bytes, [[fuse.enableNodeCliInspectArguments, false]])
  expect(bytes).toEqual(binary('10100001'))
})

it.each([
  ['a file without a wire', Buffer.from('just a program'), 'no fuse wire'],
  ['a wire of another version', binary('1011', 2), 'version 2'],
  ['a wire that is too short', binary('101'), 'has 3 fuses'],
  ['a fuse that was removed', binary('101r0011'), 'removed'],
])('refuses %s', (_what, bytes, reason) => {
  expect(() => setFuses(bytes, [[fuse.enableNodeCliInspectArguments, true]])).toThrow(reason)
})

import { expect, it } from 'vitest'
import { lacksDisplay } from '../../../tools/setup/display.mjs'
import { cacheFolder } from '../../../tools/setup/paths.mjs'

it.each([
  ['linux', {}, true],
  ['linux', { DISPLAY: ':0' }, false],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, false],
  ['linux', { DISPLAY: '' }, true],
  ['darwin', {}, false],
  ['win32', {}, false],
] as const)('on %s with %o a display is missing: %s', (platform, env, expected) => {
  expect(lacksDisplay(env, platform)).toBe(expected)
})

it('keeps the runtime in the cache folder of the user, or where told', () => {
  expect(cacheFolder({ POSTERN_CACHE: '/big/disk' })).toBe('/big/disk')
  expect(cacheFolder({ XDG_CACHE_HOME: '/home/a/caches' })).toBe('/home/a/caches/postern')
  expect(cacheFolder({})).toMatch(/\.cache\/postern$/)
})

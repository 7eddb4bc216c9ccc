import { describe, expect, it } from 'vitest'
import { ensureNodeVersion, staleness } from '../../../tools/setup/dependencies.mjs'

const lockfile = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/vite/node_modules/@scope/tool': { version: '2.0.0' },
    'node_modules/only-on-darwin': { version: '1.0.0', optional: true },
  },
}
const installed = {
  packages: {
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/vite/node_modules/@scope/tool': { version: '2.0.0' },
  },
}

describe('staleness', () => {
  it('is none when every package has the locked version', () => {
    expect(staleness(lockfile, installed)).toBeNull()
  })

  it('says that nothing is installed', () => {
    expect(staleness(lockfile, null)).toContain('no dependencies')
  })

  it('names a package whose version differs', () => {
    const older = { packages: { ...installed.packages, 'node_modules/zod': { version: '4.6.6' } } }
    expect(staleness(lockfile, older)).toBe('zod is 4.6.6, and should be 4.6.7')
  })

  it('names a package that is missing', () => {
    const fewer = { packages: { 'node_modules/zod': { version: '4.6.7' } } }
    expect(staleness(lockfile, fewer)).toBe('@scope/tool is not installed')
  })

  it('notices an optional package only if its version differs', () => {
    const other = { packages: { ...installed.packages, 'node_modules/only-on-darwin': { version: '0.9.0' } } }
    expect(staleness(lockfile, other)).toContain('only-on-darwin')
  })
})

describe('the version of Node', () => {
  it.each(['20.19.0', '20.20.2', '21.0.0', '24.1.0'])('%s is new enough', (version) => {
    expect(() => ensureNodeVersion(version)).not.toThrow()
  })

  it.each(['18.20.0', '20.18.9'])('%s is too old', (version) => {
    expect(() => ensureNodeVersion(version)).toThrow(`20.19 or newer. This is ${version}`)
  })
})

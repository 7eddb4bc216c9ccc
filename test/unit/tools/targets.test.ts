import { describe, expect, it } from 'vitest'
import { isSigned, reasonOf } from '../../../tools/package/targets.mjs'

describe('why a package was not made', () => {
  it('is told from a network that does not reach the tools', () => {
    const output = `  • building        target=AppImage
  ⨯ failed to build AppImage  error=getaddrinfo ENOTFOUND tools.example
  ⨯ getaddrinfo ENOTFOUND tools.example  failedTask=build stackTrace=RequestError`
    expect(reasonOf(output)).toBe('it could not fetch its tools (ENOTFOUND tools.example)')
  })

  it("is otherwise the builder's own complaint, without its trace", () => {
    expect(reasonOf('  ⨯ icon is too small  failedTask=build stackTrace=Error')).toBe('icon is too small')
    expect(reasonOf('first\nlast words\n')).toBe('last words')
    expect(reasonOf('')).toBe('electron-builder gave no reason')
  })
})

describe('a package is called signed', () => {
  it.each([
    ['win32', { WIN_CSC_LINK: 'certificate.p12' }, true],
    ['darwin', { CSC_NAME: 'Somebody' }, true],
    ['darwin', {}, false],
    ['win32', { CSC_LINK: '' }, false],
    ['linux', { CSC_LINK: 'certificate.p12' }, false],
  ] as const)('on %s with %o: %s', (platform, env, expected) => {
    expect(isSigned(env, platform)).toBe(expected)
  })
})

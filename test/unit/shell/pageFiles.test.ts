import { describe, expect, it } from 'vitest'
import { CONTENT_SECURITY_POLICY, fileFor } from '../../../app/shell/pageFiles.ts'

describe('the file that a page address means', () => {
  it.each([
    ['postern-app://window/', '/root/index.html'],
    ['postern-app://window/index.html', '/root/index.html'],
    ['postern-app://window/assets/a%20b.js', '/root/assets/a b.js'],
    ['postern-app://window/assets/a.js?v=1#x', '/root/assets/a.js'],
    ['postern-app://window/../../etc/passwd', '/root/etc/passwd'],
    ['postern-app://window/%2e%2e/%2e%2e/etc/passwd', '/root/etc/passwd'],
  ])('%s is %s', (url, file) => {
    expect(fileFor(url, '/root')).toBe(file)
  })

  it.each([
    ['another host', 'postern-app://elsewhere/index.html'],
    ['another scheme', 'file:///etc/passwd'],
    ['encoded slashes that climb', 'postern-app://window/..%2f..%2fetc/passwd'],
    ['encoded slashes deeper down', 'postern-app://window/assets/..%2f..%2f..%2fetc%2fpasswd'],
    ['backslashes', 'postern-app://window/..%5c..%5cetc'],
    ['a NUL', 'postern-app://window/index.html%00.js'],
    ['an encoding that is none', 'postern-app://window/%E0%A4%A'],
    ['no address at all', 'nonsense'],
  ])('refuses %s', (_what, url) => {
    expect(fileFor(url, '/root')).toBeNull()
  })

  it('leaves a second layer of encoding as part of a name', () => {
    expect(fileFor('postern-app://window/%252e%252e%252fetc', '/root')).toBe('/root/%2e%2e%2fetc')
  })
})

describe('the content security policy', () => {
  it('allows nothing unsafe and nothing from elsewhere', () => {
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:/)
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'")
  })
})

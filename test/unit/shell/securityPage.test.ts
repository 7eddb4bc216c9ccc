import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

it('every promise of SECURITY.md names tests that exist', () => {
  const tests = readdirSync(join(root, 'test'), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.test.ts') && entry.name !== 'securityPage.test.ts',
    )
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('\n')
  const promised = readFileSync(join(root, 'SECURITY.md'), 'utf8').split('## What is promised')[1] ?? ''
  const promises = (promised.split('## What is not promised')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('- '))
  expect(promises.length).toBeGreaterThan(15)
  for (const promise of promises) {
    const names = [...(promise.split(' — ')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')
    expect(names, promise).not.toEqual([])
    for (const name of names) {
      const isThere = ["'", '"', '`'].some((quote) => tests.includes(quote + name + quote))
      expect(isThere, `no test is named: ${name}`).toBe(true)
    }
  }
})

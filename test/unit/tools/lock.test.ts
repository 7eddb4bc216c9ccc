import { existsSync } from 'node:fs'
import { mkdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { withLock } from '../../../tools/setup/lock.mjs'
import { temporaryFolder } from './temporaryFolder.ts'

it('lets one in at a time, and tells the other that it waits', async () => {
  const lock = join(await temporaryFolder(), 'prepare.lock')
  const events: string[] = []
  const first = withLock(
    lock,
    () => events.push('first waits'),
    async () => {
      events.push('first starts')
      await secondWaits
      events.push('first ends')
    },
  )
  let tellWaiting = () => {}
  const secondWaits = new Promise<void>((resolve) => (tellWaiting = resolve))
  await expect.poll(() => existsSync(lock)).toBe(true)
  const second = withLock(lock, tellWaiting, () => Promise.resolve(events.push('second runs')))
  await Promise.all([first, second])
  expect(events).toEqual(['first starts', 'first ends', 'second runs'])
  expect(existsSync(lock)).toBe(false)
})

it('is free again after a failure', async () => {
  const lock = join(await temporaryFolder(), 'prepare.lock')
  const failing = withLock(
    lock,
    () => {},
    () => Promise.reject(new Error('no room')),
  )
  await expect(failing).rejects.toThrow('no room')
  expect(existsSync(lock)).toBe(false)
})

it('is taken over from a holder that died', async () => {
  const lock = join(await temporaryFolder(), 'prepare.lock')
  await mkdir(lock)
  await utimes(lock, new Date(0), new Date(0))
  expect(
    await withLock(
      lock,
      () => {},
      () => Promise.resolve('done'),
    ),
  ).toBe('done')
})

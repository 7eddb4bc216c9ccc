import { describe, expect, it, vi } from 'vitest'
import type { UpdateState } from '../../../app/contract/updates.ts'
import { createUpdates, type Updater, type Updates, type UpdatesOptions } from '../../../app/shell/updates.ts'
import { whyNotInstalled, type Origin } from '../../../app/shell/updateOrigin.ts'

const FEED = 'https://feed.example.com/'

describe('updates', () => {
  it('load nothing while they are off', async () => {
    const updates = updatesThat({
      feed: null,
      load: () => Promise.reject(new Error('It was loaded')),
    })
    expect(await updates.check()).toMatchObject({ phase: 'off', error: null })
    expect(await updates.fetch()).toMatchObject({ phase: 'off', error: null })
  })

  it('fetch only what a check has found, and only where it can be installed', async () => {
    const done: string[] = []
    const updater = updaterThat({ fetch: () => Promise.resolve(void done.push('fetched')) })
    const updates = updatesThat({ whyNot: 'It cannot', load: () => Promise.resolve(updater) })
    await updates.fetch()
    expect(await updates.check()).toMatchObject({ phase: 'found', version: '2.0.0', whyNot: 'It cannot' })
    expect(await updates.fetch()).toMatchObject({ phase: 'found' })
    expect(done).toEqual([])
  })

  it('say nothing of a feed that was left while it was asked', async () => {
    const asked: string[] = []
    let tell: (version: string) => void = () => undefined
    const answer = new Promise<string>((resolve) => {
      tell = resolve
    })
    const look = (feed: string) => {
      asked.push(feed)
      return feed === FEED ? answer : Promise.resolve(null)
    }
    const updates = updatesThat({ load: () => Promise.resolve(updaterThat({ look })) })
    const first = updates.check()
    updates.follow('https://other.example.com/')
    const second = updates.check()
    tell('2.0.0')
    await first
    expect(await second).toMatchObject({ phase: 'current', version: null })
    expect(asked.at(-1)).toBe('https://other.example.com/')
  })

  it('tell of progress, and no more of it after the end', async () => {
    const told: UpdateState[] = []
    let report: Parameters<Updater['fetch']>[0] = () => undefined
    const updates = updatesThat({
      load: () =>
        Promise.resolve(
          updaterThat({
            fetch: (onProgress, signal) => {
              report = onProgress
              onProgress({ bytes: 1, of: 1000 })
              return untilAborted(signal)
            },
          }),
        ),
      onChange: (state) => {
        told.push(state)
      },
    })
    await updates.check()
    const fetched = updates.fetch()
    await vi.waitUntil(() => updates.state().progress !== null)
    report({ bytes: 990, of: 1000 })
    expect(told.at(-1)).toMatchObject({ phase: 'fetching', progress: { bytes: 990, of: 1000 } })

    await updates.cancel()
    await fetched
    report({ bytes: 7, of: 1000 })
    expect(updates.state()).toMatchObject({ phase: 'found', progress: null })
    expect(told.at(-1)).toEqual(updates.state())
  })

  it.each<[string, (updates: Updates) => unknown]>([
    ['cancelled', (updates) => updates.cancel()],
    ['left for another feed', (updates) => updates.follow('https://other.example.com/')],
    ['ended by the quit', (updates) => updates.close()],
  ])('install nothing of a fetch that was %s when it was all but done', async (_what, end) => {
    let isTaken = false
    let finish: () => void = () => undefined
    const updater = updaterThat({
      fetch: (_onProgress, signal) =>
        new Promise((resolve, reject) => {
          finish = () => {
            isTaken = true
            if (signal.aborted) reject(new Error('cancelled'))
            else resolve()
          }
        }),
      drop: () => {
        isTaken = false
      },
    })
    const updates = updatesThat({ load: () => Promise.resolve(updater) })
    await updates.check()
    const fetched = updates.fetch()
    await new Promise(setImmediate)
    const ended = end(updates)
    finish()
    await Promise.all([fetched, ended, updates.close()])
    expect(isTaken).toBe(false)
    expect(updates.state()).toMatchObject({ error: null })
  })

  it('say when the disk is full, and take up nothing', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    let isDropped = false
    const updater = updaterThat({
      fetch: () => Promise.reject(full),
      drop: () => {
        isDropped = true
      },
    })
    const updates = updatesThat({ load: () => Promise.resolve(updater) })
    await updates.check()
    const { phase, error } = await updates.fetch()
    expect(phase).toBe('failed')
    expect(error?.message).toContain('This disk has no room for the file')
    expect(isDropped).toBe(true)
  })

  it('can be cancelled when nothing is under way', async () => {
    const updates = updatesThat({})
    await updates.check()
    expect(await updates.cancel()).toMatchObject({ phase: 'found' })
    await updates.fetch()
    expect(await updates.cancel()).toMatchObject({ phase: 'ready' })
  })
})

describe('a copy replaces itself', () => {
  const packaged: Origin = {
    isPackaged: true,
    platform: 'linux',
    program: '/tmp/.mount_Postern/postern',
    env: {},
    config: 'publisherName:\n  - The Postern authors\n',
  }
  const appImage = { APPIMAGE: '/home/me/Postern.AppImage', APPDIR: '/tmp/.mount_Postern' }

  it.each<[string, boolean, Partial<Origin>]>([
    ['as an AppImage', true, { env: appImage }],
    ['not as a folder on Linux', false, {}],
    ['not as what another AppImage has started', false, { env: appImage, program: '/opt/Postern/postern' }],
    ['not from its sources', false, { isPackaged: false, env: appImage }],
    ['as a signed program on Windows', true, { platform: 'win32' }],
    ['not as an unsigned one', false, { platform: 'win32', config: 'provider: generic\n' }],
    [
      'not as a portable one',
      false,
      { platform: 'win32', env: { PORTABLE_EXECUTABLE_FILE: 'E:\\Postern.exe' } },
    ],
    ['on macOS', true, { platform: 'darwin' }],
  ])('%s', (_what, can, origin) => {
    expect(whyNotInstalled({ ...packaged, ...origin }) === null).toBe(can)
  })
})

function updatesThat(options: Partial<UpdatesOptions>): Updates {
  return createUpdates({
    feed: FEED,
    whyNot: null,
    load: () => Promise.resolve(updaterThat({})),
    onChange: () => undefined,
    ...options,
  })
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new DOMException('It was cancelled', 'AbortError'))
    })
  })
}

function updaterThat(does: Partial<Updater>): Updater {
  return {
    look: () => Promise.resolve('2.0.0'),
    fetch: () => Promise.resolve(),
    drop: () => undefined,
    ...does,
  }
}

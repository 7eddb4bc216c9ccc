import { describe, expect, it } from 'vitest'
import { createUpdates, type Updater } from '../../../app/shell/updates.ts'
import { whyNotInstalled, type Origin } from '../../../app/shell/updateOrigin.ts'

const FEED = 'https://feed.example.com/'

describe('updates', () => {
  it('load nothing while they are off', async () => {
    const updates = createUpdates({
      feed: null,
      whyNot: null,
      load: () => Promise.reject(new Error('It was loaded')),
    })
    expect(await updates.check()).toMatchObject({ phase: 'off', trouble: null })
    expect(await updates.fetch()).toMatchObject({ phase: 'off', trouble: null })
  })

  it('fetch only what a check has found, and only where it can be installed', async () => {
    const done: string[] = []
    const updater = updaterThat({ fetch: () => Promise.resolve(void done.push('fetched')) })
    const updates = createUpdates({ feed: FEED, whyNot: 'It cannot', load: () => Promise.resolve(updater) })
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
    const updates = createUpdates({
      feed: FEED,
      whyNot: null,
      load: () => Promise.resolve(updaterThat({ look })),
    })
    const first = updates.check()
    updates.follow('https://other.example.com/')
    const second = updates.check()
    tell('2.0.0')
    await first
    expect(await second).toMatchObject({ phase: 'current', version: null })
    expect(asked.at(-1)).toBe('https://other.example.com/')
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

function updaterThat(does: Partial<Updater>): Updater {
  return {
    look: () => Promise.resolve('2.0.0'),
    fetch: () => Promise.resolve(),
    drop: () => undefined,
    ...does,
  }
}

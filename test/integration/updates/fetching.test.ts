import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppImageUpdater } from 'electron-updater'
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { updaterOver } from '../../../app/shell/updaterOver.ts'
import { createUpdates, type Updates } from '../../../app/shell/updates.ts'
import { listOf, NEW_APP, startFeed, type UpdateFeed } from '../../e2e/support/updateFeed.ts'

/** The real updater of an AppImage, over real sockets and files; only Electron itself is stood in for. */
describe.runIf(process.platform === 'linux')('fetching an update', () => {
  let folder: string
  let feed: UpdateFeed
  let updates: Updates
  let quit: (exitCode: number) => void
  const appImage = () => join(folder, 'Postern.AppImage')

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'postern-updates-'))
    feed = await startFeed()
    writeFileSync(appImage(), 'the copy that runs')
    writeFileSync(join(folder, 'app-update.yml'), 'updaterCacheDirName: cache\n')
    vi.stubEnv('APPIMAGE', appImage())
    quit = () => undefined
    const updater = new AppImageUpdater(null, {
      version: '1.0.0',
      name: 'postern',
      isPackaged: true,
      appUpdateConfigPath: join(folder, 'app-update.yml'),
      userDataPath: folder,
      baseCachePath: folder,
      whenReady: () => Promise.resolve(),
      relaunch: () => undefined,
      quit: () => undefined,
      onQuit: (handler: (exitCode: number) => void) => {
        quit = handler
      },
    })
    const executor = new ElectronHttpExecutor()
    // All but the request itself, which Electron would make.
    Reflect.set(executor, 'createRequest', httpRequest)
    Reflect.set(updater, 'httpExecutor', executor)
    updates = createUpdates({
      feed: feed.url,
      whyNot: null,
      load: () => Promise.resolve(updaterOver(updater, () => undefined)),
    })
  })

  afterEach(async () => {
    vi.unstubAllEnvs()
    await feed.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('fetches a newer version when asked to, and installs it on quitting, not before', async () => {
    feed.answer = listOf('1.2.0')
    expect(await updates.check()).toMatchObject({ phase: 'found', version: '1.2.0' })
    expect(feed.asked).toEqual(['/postern/latest-linux.yml'])
    expect(await updates.fetch()).toMatchObject({ phase: 'ready', version: '1.2.0' })
    expect(readFileSync(appImage(), 'utf8')).toBe('the copy that runs')
    quit(0)
    expect(readFileSync(appImage())).toEqual(NEW_APP)
  })

  it('throws away what is not as the feed describes it, and leaves the copy that runs', async () => {
    feed.answer = listOf('1.2.0', { of: Buffer.from('something else') })
    await updates.check()
    const { phase, trouble } = await updates.fetch()
    expect(phase).toBe('failed')
    expect(trouble?.message).toContain('it was damaged or changed')
    quit(0)
    expect(readFileSync(appImage(), 'utf8')).toBe('the copy that runs')
  })

  it('installs nothing once updates were turned off', async () => {
    feed.answer = listOf('1.2.0')
    await updates.check()
    expect(await updates.fetch()).toMatchObject({ phase: 'ready' })
    expect(updates.follow(null)).toMatchObject({ phase: 'off', version: null })
    quit(0)
    expect(readFileSync(appImage(), 'utf8')).toBe('the copy that runs')
  })

  it('installs nothing of an earlier feed while the file of the next one is still to come', async () => {
    feed.answer = listOf('1.2.0')
    await updates.check()
    expect(await updates.fetch()).toMatchObject({ phase: 'ready' })
    updates.follow(new URL('/other/', feed.url).href)
    feed.answer = listOf('1.3.0')
    const asked = new Promise<void>((resolve) => {
      feed.file = () => {
        resolve()
      }
    })
    await updates.check()
    void updates.fetch()
    await asked
    quit(0)
    expect(readFileSync(appImage(), 'utf8')).toBe('the copy that runs')
  })

  it.each(['1.0.0', '0.9.9'])('takes no step back: %s', async (version) => {
    feed.answer = listOf(version)
    expect(await updates.check()).toMatchObject({ phase: 'current' })
    expect(await updates.fetch()).toMatchObject({ phase: 'current' })
    expect(feed.asked).toEqual(['/postern/latest-linux.yml'])
  })
})

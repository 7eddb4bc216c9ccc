import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request, type ClientRequest, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HttpExecutor, type DownloadOptions } from 'builder-util-runtime'
import { AppImageUpdater } from 'electron-updater'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { UpdateState } from '../../../app/contract/updates.ts'
import { createUpdater } from '../../../app/shell/createUpdater.ts'
import { createUpdates, type Updates } from '../../../app/shell/updates.ts'
import {
  drip,
  DRIPPED,
  hold,
  keepWaiting,
  listOf,
  NEW_APP,
  startFeed,
  text,
  type FeedAnswer,
  type UpdateFeed,
} from '../../e2e/support/updateFeed.ts'

/** In the place of Electron's requests. */
class NodeRequests extends HttpExecutor<ClientRequest> {
  createRequest(...[options, callback]: Parameters<HttpExecutor<ClientRequest>['createRequest']>) {
    return request(options, callback)
  }

  /** As Electron's own does it. */
  download({ hostname, port, pathname }: URL, destination: string, options: DownloadOptions) {
    const order = { protocol: 'http:', hostname, port, path: pathname, headers: options.headers ?? {} }
    return options.cancellationToken.createPromise<string>((resolve, reject, onCancel) => {
      const callback = (error: Error | null) => {
        if (error) reject(error)
        else resolve(destination)
      }
      this.doDownload(order, { destination, options, onCancel, callback, responseHandler: null }, 0)
    })
  }
}

/** The real updater of an AppImage, over real sockets and files; only Electron itself is stood in for. */
describe.runIf(process.platform === 'linux')('fetching an update', () => {
  let folder: string
  let feed: UpdateFeed
  let updates: Updates
  let told: UpdateState[]
  let quit: (exitCode: number) => void
  const appImage = () => join(folder, 'Postern.AppImage')
  const installed = () => readFileSync(appImage(), 'utf8')
  const RUNNING = 'the copy that runs'

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'postern-updates-'))
    feed = await startFeed()
    told = []
    writeFileSync(appImage(), RUNNING)
    writeFileSync(join(folder, 'app-update.yml'), 'updaterCacheDirName: cache\n')
    vi.stubEnv('APPIMAGE', appImage())
    quit = () => undefined
    const make = () => {
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
      Reflect.set(updater, 'httpExecutor', new NodeRequests())
      return updater
    }
    updates = createUpdates({
      feed: feed.url,
      whyNot: null,
      load: () => Promise.resolve(createUpdater({ make, stayAt: () => undefined })),
      onChange: (state) => {
        told.push(state)
      },
    })
  })

  afterEach(async () => {
    vi.unstubAllEnvs()
    await feed.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** What lies where updates are put before they are installed. */
  function kept(): string[] {
    const pending = join(folder, 'cache/pending')
    return existsSync(pending) ? readdirSync(pending) : []
  }

  /** Finds a version and begins to fetch it; ends when 14 of its bytes have come, or none is sent. */
  async function beginFetch({ answer, held } = hold(14)): Promise<ServerResponse> {
    feed.answer = listOf('1.2.0')
    feed.file = answer
    await updates.check()
    void updates.fetch()
    return held
  }

  /** Electron-updater tells of progress once a second. */
  const hasTold = () =>
    vi.waitUntil(() => told.find(({ phase, progress }) => phase === 'fetching' && progress !== null), 20_000)

  it('fetches a newer version when asked to, and installs it on quitting, not before', async () => {
    feed.answer = listOf('1.2.0')
    expect(await updates.check()).toMatchObject({ phase: 'found', version: '1.2.0' })
    expect(feed.asked).toEqual(['/postern/latest-linux.yml'])
    expect(await updates.fetch()).toMatchObject({ phase: 'ready', version: '1.2.0', progress: null })
    expect(installed()).toBe(RUNNING)
    quit(0)
    expect(readFileSync(appImage())).toEqual(NEW_APP)
  })

  it('throws away what is not as the feed describes it, and leaves the copy that runs', async () => {
    feed.answer = listOf('1.2.0', { of: Buffer.from('something else') })
    await updates.check()
    const { phase, error } = await updates.fetch()
    expect(phase).toBe('failed')
    expect(error?.message).toContain('not the one that the feed describes')
    expect(kept()).toEqual([])
    quit(0)
    expect(installed()).toBe(RUNNING)
  })

  it('tells how much has come, and of how much', async () => {
    await beginFetch(drip())
    expect((await hasTold())?.progress).toEqual({ bytes: expect.any(Number), of: DRIPPED })
    await updates.cancel()
  })

  it('can be cancelled: nothing is left, and it can be fetched again', async () => {
    await beginFetch(drip())
    await hasTold()
    expect(await updates.cancel()).toMatchObject({ phase: 'found', version: '1.2.0', progress: null })
    expect(told.at(-1)).toEqual(updates.state())
    expect(kept()).toEqual([])
    quit(0)
    expect(installed()).toBe(RUNNING)

    feed.file = (again) => again.end(NEW_APP)
    expect(await updates.fetch()).toMatchObject({ phase: 'ready', version: '1.2.0' })
    quit(0)
    expect(readFileSync(appImage())).toEqual(NEW_APP)
  })

  it.each<[string, () => unknown, UpdateState['phase']]>([
    ['it is cancelled', () => updates.cancel(), 'found'],
    ['updates are turned off', () => updates.follow(null), 'off'],
    ['the feed is changed', () => updates.follow('http://127.0.0.1:9/'), 'idle'],
    ['Postern quits', () => updates.close(), 'found'],
  ])('ends when %s, before the first byte and after', async (_what, end, phase) => {
    for (const begin of [keepWaiting, () => hold(14)]) {
      updates.follow(feed.url)
      await beginFetch(begin())
      await end()
      await updates.close()
      expect(updates.state().phase).toBe(phase)
      // An answer that comes in just then may still begin a temporary file; the next fetch removes it.
      expect(kept().filter((name) => !name.startsWith('temp-'))).toEqual([])
    }
    quit(0)
    expect(installed()).toBe(RUNNING)
  })

  it('can leave a feed that never answers, and is not told later what it says', async () => {
    const { answer, held } = keepWaiting()
    feed.answer = answer
    const checked = updates.check()
    const response = await held
    expect(await updates.cancel()).toMatchObject({ phase: 'idle' })
    await checked
    feed.answer = listOf('1.2.0')
    expect(await updates.check()).toMatchObject({ phase: 'found', version: '1.2.0' })
    listOf('1.3.0')(response)
    expect(await updates.fetch()).toMatchObject({ phase: 'ready', version: '1.2.0' })
  })

  it('installs nothing once updates were turned off', async () => {
    feed.answer = listOf('1.2.0')
    await updates.check()
    expect(await updates.fetch()).toMatchObject({ phase: 'ready' })
    expect(updates.follow(null)).toMatchObject({ phase: 'off', version: null })
    quit(0)
    expect(installed()).toBe(RUNNING)
  })

  it('wants a new word after updates were off, but does not fetch the same file twice', async () => {
    feed.answer = listOf('1.2.0')
    await updates.check()
    await updates.fetch()
    updates.follow(null)
    updates.follow(feed.url)
    expect(await updates.check()).toMatchObject({ phase: 'found', version: '1.2.0' })
    quit(0)
    expect(installed()).toBe(RUNNING)
    expect(await updates.fetch()).toMatchObject({ phase: 'ready' })
    expect(feed.asked.filter((path) => path.endsWith('.AppImage'))).toHaveLength(1)
    quit(0)
    expect(readFileSync(appImage())).toEqual(NEW_APP)
  })

  it('installs nothing of an earlier feed while the file of the next one is still to come', async () => {
    feed.answer = listOf('1.1.0')
    await updates.check()
    expect(await updates.fetch()).toMatchObject({ phase: 'ready' })
    updates.follow(new URL('/other/', feed.url).href)
    await beginFetch()
    quit(0)
    expect(installed()).toBe(RUNNING)
    await updates.cancel()
    quit(0)
    expect(installed()).toBe(RUNNING)
  })

  it('stays with what is ready, whatever the feed lists later', async () => {
    feed.answer = listOf('1.2.0')
    await updates.check()
    await updates.fetch()
    feed.asked.length = 0
    feed.answer = listOf('1.3.0')
    expect(await updates.check()).toMatchObject({ phase: 'ready', version: '1.2.0' })
    expect(feed.asked).toEqual([])
  })

  it('says when the file is not there', async () => {
    feed.answer = listOf('1.2.0')
    feed.file = (response) => response.writeHead(404).end()
    await updates.check()
    const { phase, error } = await updates.fetch()
    expect(phase).toBe('failed')
    expect(error?.message).toContain('404')
  })

  it.each(['1.0.0', '0.9.9', '1.0.0-rc.1', '2.0.0-beta.1'])(
    'takes no step back, and none to a pre-release: %s',
    async (version) => {
      feed.answer = listOf(version)
      expect(await updates.check()).toMatchObject({ phase: 'current' })
      expect(await updates.fetch()).toMatchObject({ phase: 'current' })
      expect(feed.asked).toEqual(['/postern/latest-linux.yml'])
    },
  )

  const sum = createHash('sha512').update(NEW_APP).digest('base64')
  const list = (...lines: string[]) => text(['version: 1.2.0', ...lines].join('\n'))
  const file = (url: string, rest = `sha512: ${sum}`) => list('files:', `  - url: '${url}'`, `    ${rest}`)

  it.each<[string, FeedAnswer]>([
    ['a version of four numbers', text('version: 1.2.3.4')],
    ['a version that is no number', text('version: v2')],
    ['a version that is a list', text('version: [9, 9, 9]')],
    ['a version that steers a terminal', text('version: "9.9.9\\e[2J"')],
    ['a version without end', text(`version: 9.9.${'9'.repeat(10_000)}`)],
    ['no files', list()],
    ['no list of files', list('files: none')],
    ['a file without a name', list('files:', `  - sha512: ${sum}`)],
    ['a name that is none', list('files:', '  - url: [1]', `    sha512: ${sum}`)],
    ['no checksum', file('Postern.AppImage', 'size: 1')],
    ['an empty checksum', file('Postern.AppImage', "sha512: ''")],
    ['a checksum that is a number', file('Postern.AppImage', 'sha512: 7')],
    ['a checksum that is true', file('Postern.AppImage', 'sha512: true')],
    ['the folder above', file('..')],
    ['a way out of the folder', file('../../../../Postern.AppImage/..')],
    ['a way out of the folder on Windows', file('a/..\\..\\Postern.AppImage')],
    ['a checksum of another kind', file('Postern.AppImage', `sha2: '${'0'.repeat(64)}'`)],
    ['a package of the system', file('Postern.deb')],
    ['a hidden way out', file('x%2f..%2f..%2foutside')],
    ['ten megabytes', text(`# ${'x'.repeat(10_000_000)}\nversion: 1.2.3.4`)],
    ['tags of JavaScript', list('files: !!js/function "function () {}"')],
    ['names of every object', text('__proto__: {version: 9.9.9}\nconstructor: {version: 9.9.9}')],
  ])('installs nothing of a feed that lists %s, and writes nothing', async (_what, answer) => {
    feed.answer = answer
    await updates.check()
    const { phase, error } = await updates.fetch()
    expect(phase).toBe('failed')
    expect(error?.message).toBe('The feed returned no list of versions.')
    expect(existsSync(join(folder, 'cache'))).toBe(false)
    quit(0)
    expect(installed()).toBe(RUNNING)
  })
})

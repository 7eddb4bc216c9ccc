import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from '../e2e/postern.ts'
import { listOf, NEW_APP, startFeed, type UpdateFeed } from '../e2e/support/updateFeed.ts'
import { asOrdinaryUser, handOver, install, openCopy, type Installed } from './packagedApp.ts'

/** Started as an AppImage starts it: from a folder of its own, with a name for the file that is to be replaced. */
describe.runIf(process.platform === 'linux')('the packaged app, as an AppImage', () => {
  let installed: Installed
  let copy: Installed
  let feed: UpdateFeed
  let place: string
  const appImage = () => join(place, 'Postern.AppImage')

  beforeAll(async () => {
    installed = install()
    copy = await openCopy(installed)
    feed = await startFeed()
    place = join(installed.home, 'place')
    mkdirSync(place)
    writeFileSync(appImage(), 'the copy that runs')
    handOver(installed.home)
  })

  afterAll(async () => {
    await feed.close()
    installed.remove()
  })

  async function withUpdates(use: (form: ReturnType<Postern['page']['getByRole']>) => Promise<void>) {
    const postern = await startPostern(join(place, 'data'), {
      program: asOrdinaryUser(copy),
      args: [],
      env: {
        HOME: installed.home,
        XDG_RUNTIME_DIR: installed.home,
        XDG_CONFIG_HOME: '',
        XDG_CACHE_HOME: '',
        APPIMAGE: appImage(),
        APPDIR: copy.path,
      },
    })
    try {
      await postern.app.evaluate(({ dialog }) => {
        dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
      })
      await postern.goTo('Settings')
      await postern.page.getByRole('button', { name: /^This app/ }).click()
      await use(postern.page.getByRole('form', { name: 'Updates' }))
    } finally {
      await postern.quit()
    }
  }

  it('throws a damaged update away, and stays what it is', async () => {
    feed.answer = listOf('12.0.0', { of: Buffer.from('something else') })
    await withUpdates(async (form) => {
      await form.getByLabel('Update feed').fill(feed.url)
      await form.getByRole('button', { name: 'Use this feed…' }).click()
      await form.getByRole('button', { name: 'Check now' }).click()
      await form.getByRole('button', { name: 'Get 12.0.0' }).click()
      await form.getByText('not the one that the feed describes. Postern deleted it.').waitFor()
    })
    expect(readFileSync(appImage(), 'utf8')).toBe('the copy that runs')
  })

  it('fetches no update that lies on another server', async () => {
    feed.answer = listOf('12.0.0', { url: `${feed.elsewhere}/Postern.AppImage` })
    feed.asked.length = 0
    await withUpdates(async (form) => {
      await form.getByRole('button', { name: 'Check now' }).click()
      await form.getByRole('button', { name: 'Get 12.0.0' }).click()
      await form.getByText('The feed leads to another server.').waitFor()
    })
    expect(feed.asked).toHaveLength(1)
    expect(readFileSync(appImage(), 'utf8')).toBe('the copy that runs')
  })

  it('replaces itself by what the feed promised, once it has quit', async () => {
    feed.answer = listOf('12.0.0')
    await withUpdates(async (form) => {
      await form.getByRole('button', { name: 'Check now' }).click()
      await form.getByRole('button', { name: 'Get 12.0.0' }).click()
      await form.getByText('12.0.0 is ready, installed when Postern quits.').waitFor()
      expect(readFileSync(appImage(), 'utf8')).toBe('the copy that runs')
    })
    expect(readFileSync(appImage())).toEqual(NEW_APP)
  })
})

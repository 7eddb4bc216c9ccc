import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { layAppImage } from './support/appImage.ts'
import { complaints } from './support/complaints.ts'
import {
  drip,
  DRIPPED,
  hold,
  leadTo,
  listOf,
  NEW_APP,
  startFeed,
  type UpdateFeed,
} from './support/updateFeed.ts'

/** A copy that can replace itself: only an AppImage can, of those that start from here. */
describe.runIf(process.platform === 'linux')('fetching an update', () => {
  const folder = createDataFolder()
  let appImage: ReturnType<typeof layAppImage>
  let postern: Postern
  let feed: UpdateFeed

  const form = () => postern.page.getByRole('form', { name: 'Updates' })
  const bar = () => form().getByRole('progressbar', { name: 'Fetching 12.0.0…' })
  const button = (name: string) => form().getByRole('button', { name, exact: true })
  const says = (words: string) => form().getByRole('status').filter({ hasText: words }).waitFor()

  async function open(): Promise<void> {
    postern = await startPostern(join(folder.path, 'data'), appImage.start)
    await postern.goTo('Settings')
    await postern.page.getByRole('button', { name: /^This app/ }).click()
  }

  beforeAll(async () => {
    feed = await startFeed()
    feed.answer = listOf('12.0.0')
    mkdirSync(join(folder.path, 'data'))
    appImage = layAppImage(folder.path)
    await open()
    await postern.app.evaluate(({ dialog }) => {
      dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
    })
    await form().getByLabel('Update feed').fill(feed.url)
    await button('Use this feed…').click()
    await button('Check now').click()
    await says('12.0.0 is newer than this copy.')
  })

  afterAll(async () => {
    await postern.quit()
    await feed.close()
    folder.remove()
  })

  it('shows how much has come, also to who comes back to the room, and reads it to nobody', async () => {
    const { answer } = drip()
    const amount = form().getByText(/^\d+ B of 1(\.0)? M/)
    feed.file = answer
    await button('Get 12.0.0').click()
    await amount.waitFor()
    expect(await bar().evaluate((element: HTMLProgressElement) => [element.value > 0, element.max])).toEqual([
      true,
      DRIPPED,
    ])
    expect(await form().getByRole('status').innerText()).toBe('Fetching 12.0.0…')
    await postern.goTo('History')
    await postern.goTo('Settings')
    await amount.waitFor()

    await button('Cancel').press('Enter')
    await says('12.0.0 is newer than this copy.')
    expect(await bar().count()).toBe(0)
    expect(await form().evaluate((element) => element.contains(document.activeElement))).toBe(true)
    expect(await complaints(postern.page)).toEqual([])
  })

  it('follows the file to no other server', async () => {
    feed.file = leadTo(() => `${feed.elsewhere}/Postern.AppImage`)
    feed.asked.length = 0
    await button('Get 12.0.0').click()
    await says('The feed leads to another server.')
    expect(feed.asked).toEqual(['/postern/Postern.AppImage'])
    await button('Check now').click()
    await says('12.0.0 is newer than this copy.')
  })

  it('ends when Postern quits, and then nothing is installed', async () => {
    const { answer, held } = hold(14)
    feed.file = answer
    await button('Get 12.0.0').click()
    const closed = once(await held, 'close')
    await bar().waitFor()
    await postern.quit()
    await closed
    expect(readFileSync(appImage.file, 'utf8')).toBe('the copy that runs')
  })

  it('can be done over, and is installed when Postern quits', async () => {
    await open()
    feed.file = (response) => response.end(NEW_APP)
    await button('Check now').click()
    await button('Get 12.0.0').click()
    await says('12.0.0 is ready, installed when Postern quits.')
    await postern.quit()
    expect(readFileSync(appImage.file)).toEqual(NEW_APP)
  })
})

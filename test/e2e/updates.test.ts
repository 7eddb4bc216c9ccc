import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'
import { leadTo, listOf, startFeed, text, type UpdateFeed } from './support/updateFeed.ts'

/** Its name tells the system. */
const LIST = /^\/postern\/latest[\w-]*\.yml$/

describe('updates', () => {
  const data = createDataFolder()
  let postern: Postern
  let feed: UpdateFeed

  const form = () => postern.page.getByRole('form', { name: 'Updates' })
  const status = () => form().getByRole('status')
  const click = (name: string) => form().getByRole('button', { name, exact: true }).click()
  const says = (words: RegExp | string) => status().filter({ hasText: words }).waitFor()

  async function answerDialogs(response: 0 | 1): Promise<void> {
    await postern.app.evaluate(({ dialog }, chosen) => {
      dialog.showMessageBox = () => Promise.resolve({ response: chosen, checkboxChecked: false })
    }, response)
  }

  beforeAll(async () => {
    feed = await startFeed()
    postern = await startPostern(data.path)
    await postern.page
      .getByRole('navigation', { name: 'Rooms' })
      .getByRole('button', { name: 'Settings', exact: true })
      .click()
    await postern.page.getByRole('button', { name: /^This app/ }).click()
  })

  beforeEach(() => {
    feed.asked.length = 0
  })

  afterAll(async () => {
    await postern.quit()
    await feed.close()
    data.remove()
  })

  it('are off to begin with, and then nothing can be fetched, whatever the page asks for', async () => {
    await says('Updates: off')
    expect(await form().getByRole('button', { name: 'Check now' }).count()).toBe(0)
    const answers = await postern.page.evaluate(async () => {
      const { call } = window.postern
      return [await call('updates:check', undefined), await call('updates:fetch', undefined)]
    })
    for (const answer of answers) expect(answer).toMatchObject({ ok: true, value: { phase: 'off' } })
    expect(await complaints(postern.page)).toEqual([])
  })

  it.each(['http://feed.example.com/', 'ftp://127.0.0.1/', 'https://me:secret@feed.example.com/', 'feed'])(
    'take no feed that could be read or changed on its way: %s',
    async (address) => {
      await answerDialogs(1)
      await form().getByLabel('Update feed').fill(address)
      await click('Use this feed…')
      await form().getByText('Give a URL that begins with https://').waitFor()
    },
  )

  it('take a feed only when the user says yes outside the page, and do not ask it by themselves', async () => {
    await answerDialogs(0)
    await form().getByLabel('Update feed').fill(feed.url)
    await click('Use this feed…')
    await form().getByText('Give a URL').waitFor({ state: 'detached' })
    await says('Updates: off')
    await answerDialogs(1)
    await click('Use this feed…')
    await says(`Updates come from ${feed.url}`)
    expect(feed.asked).toEqual([])
  })

  it('tell of a newer version; a copy that cannot replace itself says so and fetches none', async () => {
    feed.answer = listOf('12.0.0')
    await click('Check now')
    await says('12.0.0 is newer than this copy.')
    await form().getByText('This copy runs from its sources').waitFor()
    expect(await form().getByRole('button', { name: 'Get 12.0.0' }).count()).toBe(0)
    expect(feed.asked).toEqual([expect.stringMatching(LIST)])
    expect(feed.headers.at(-1)).toMatchObject({ 'x-user-staging-id': 'none' })
    expect(await complaints(postern.page)).toEqual([])
  })

  it.each([
    ['the same version', packageJson.version],
    ['an older one', '0.0.9'],
    ['a pre-release', '12.0.0-beta.1'],
  ])('are none when the feed has %s', async (_what, version) => {
    feed.answer = listOf(version)
    await click('Check now')
    await says('Postern is up to date.')
  })

  it.each([
    ['a page', '<!doctype html><title>Welcome</title><p>: not a list'],
    ['nothing', ''],
    ['a list without a version', 'files: []'],
  ])('say what is wrong when the feed answers %s', async (_what, body) => {
    feed.answer = text(body)
    await click('Check now')
    await says('The feed returned no list of versions.')
    await form().getByText('Check the URL. It must be the folder').waitFor()
    expect(await complaints(postern.page)).toEqual([])
  })

  it('follow a feed to no other server', async () => {
    feed.answer = leadTo(() => `${feed.elsewhere}/latest-linux.yml`)
    await click('Check now')
    await says('The feed leads to another server.')
    expect(feed.asked).toEqual([expect.stringMatching(LIST)])
  })

  it('ask no feed by themselves after a restart', async () => {
    await postern.quit()
    postern = await startPostern(data.path)
    await postern.goTo('Settings')
    await postern.page.getByRole('button', { name: /^This app/ }).click()
    await says(`Updates come from ${feed.url}`)
    expect(feed.asked).toEqual([])
  })

  it('say when the feed cannot be reached, hold after a restart, and can be turned off', async () => {
    await feed.close()
    await click('Check now')
    await says('Postern could not read the feed: net::ERR_CONNECTION_REFUSED.')
    await postern.quit()
    postern = await startPostern(data.path)
    await postern.goTo('Settings')
    await postern.page.getByRole('button', { name: /^This app/ }).click()
    await says(`Updates come from ${feed.url}`)
    await click('Turn off')
    await says('Updates: off')
  })
})

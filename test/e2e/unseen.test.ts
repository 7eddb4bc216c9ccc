import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { profileFor } from '../../app/contract/presets.ts'
import { DEFAULT_SETTINGS } from '../../app/settings/settings.ts'
import { startServer } from '../fixtures/localServer.ts'
import { createDataFolder, startPostern, type Postern } from './postern.ts'

const WORD = '\u202elive\u202c \u2066\u200b\u001b[31m\u0007\u009b'
const SHOWN = String.raw`\u202elive\u202c \u2066\u200b\u001b[31m\u0007\u009b`
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const UNSEEN = /[\0-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/

describe('characters that are not seen, or turn the text around', () => {
  const data = createDataFolder()
  let api: Awaited<ReturnType<typeof startServer>>
  let postern: Postern

  beforeAll(async () => {
    api = await startServer((_request, response) => {
      response.writeHead(400, { 'Content-Type': 'application/json' })
      response.end(
        JSON.stringify({
          status: { code: 100, errorMessage: WORD },
          data: { [WORD]: WORD },
          count: null,
          message: WORD,
          errors: [{ code: 100, message: `${WORD} 👩‍💻`, field: WORD }],
        }),
      )
    })
    const profiles = [profileFor('own', `Own ${WORD}`, api.url)]
    const selected = { profile: 'own', key: null }
    writeFileSync(
      join(data.path, 'settings.json'),
      JSON.stringify({ ...DEFAULT_SETTINGS, selected, profiles }),
    )
    postern = await startPostern(data.path)
  })

  afterAll(async () => {
    await postern.quit()
    await api.close()
    data.remove()
  })

  /** Texts, and what is said of elements; not what the user writes in a field. */
  const unseen = () =>
    postern.page.evaluate((source) => {
      const texts = [...document.querySelectorAll('*')].flatMap((element) => [
        ...[...element.childNodes].filter((node) => node instanceof Text).map(({ data }) => data),
        ...[...element.attributes].filter(({ name }) => /^aria-|title/.test(name)).map(({ value }) => value),
      ])
      return texts.filter((text) => new RegExp(source).test(text))
    }, UNSEEN.source)

  it('stand in the window as escapes, wherever a server or a file has put them', async () => {
    await postern.send({ target: '/api/external/sites' })
    await postern.headline.getByText(SHOWN).waitFor()
    expect(await unseen()).toEqual([])
    for (const tab of ['Body', 'Attempts', 'Request', 'Diagnosis']) {
      await postern.page.getByRole('tab', { name: tab }).click()
      expect(await unseen(), tab).toEqual([])
    }
    await postern.page.getByRole('tab', { name: 'Body' }).click()
    await postern.page.getByText('👩‍💻').first().waitFor()
    for (const room of ['Problems', 'Settings', 'Keys'] as const) {
      await postern.goTo(room)
      await postern.page.getByRole('main').getByText(/\S/).first().waitFor()
      expect(await unseen(), room).toEqual([])
    }
  })

  it('are told of where they are typed, since a field shows them as they are', async () => {
    await postern.goTo('History')
    await postern.page.getByRole('combobox', { name: 'Path or URL' }).fill('/x\u202elive\u200b')
    await postern.page
      .getByText(String.raw`You cannot see these characters in the target: \u202e \u200b.`)
      .waitFor()
    expect(await unseen()).toEqual([])
    await postern.page.getByRole('combobox', { name: 'Path or URL' }).fill('/x👩‍💻')
    await postern.page.getByText('You cannot see these characters').waitFor({ state: 'detached' })
  })

  it('are copied as they came', async () => {
    await postern.goTo('History')
    await postern.page.getByRole('tab', { name: 'Body' }).click()
    await postern.page.getByRole('button', { name: 'Copy response body' }).click()
    await expect
      .poll(() => postern.app.evaluate(({ clipboard }) => clipboard.readText()))
      .toContain('\u202elive')
  })
})

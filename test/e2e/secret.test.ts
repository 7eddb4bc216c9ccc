import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { findForms } from './support/forms.ts'
import { documentOf, filesIn, heapOf, recordMessages } from './support/traces.ts'

describe('the secret of a new webhook subscriber', () => {
  const data = createDataFolder()
  const saved = createDataFolder()
  const file = join(saved.path, 'webhook.txt')
  let postern: Postern
  let messages: () => Promise<string>

  beforeAll(async () => {
    postern = await startPostern(data.path)
    messages = await recordMessages(postern)
  })
  afterAll(async () => {
    await postern.quit()
    data.remove()
    saved.remove()
  })

  const note = () => postern.page.getByRole('region', { name: 'Secret', exact: true })
  const button = (name: string) => note().getByRole('button', { name })

  /** What the user does in the dialogs of the system, which no test can click. */
  function answerDialogs(response: number, filePath: string | null): Promise<void> {
    return postern.app.evaluate(
      ({ dialog }, given) => {
        process.env.ASKED = ''
        dialog.showMessageBox = () => {
          process.env.ASKED += 'copy '
          return Promise.resolve({ response: given.response, checkboxChecked: false })
        }
        dialog.showSaveDialog = () => {
          process.env.ASKED += 'save '
          return Promise.resolve({ canceled: given.filePath === null, filePath: given.filePath ?? '' })
        }
      },
      { response, filePath },
    )
  }

  const clipboard = () => postern.app.evaluate(({ clipboard: system }) => system.readText())

  async function subscribe(): Promise<void> {
    await postern.send({ method: 'POST', target: '/api/webhook/subscribers', key: 'webhook' })
    await postern.headline.filter({ hasText: 'The webhook subscriber was created' }).waitFor()
    await note().getByText('Postern holds 1 secret').waitFor()
  }

  async function traces(secret: string): Promise<string[]> {
    const secrets = { secret }
    return [
      ...findForms('the document', await documentOf(postern.page), secrets),
      ...findForms("the page's memory", await heapOf(postern.page), secrets),
      ...findForms('messages', await messages(), secrets),
      ...findForms('what was printed', postern.output(), secrets),
      ...[...filesIn(data.path)].flatMap(([path, bytes]) =>
        findForms(path, bytes.toString('latin1'), secrets),
      ),
    ]
  }

  it('is told of before the request is sent', async () => {
    await postern.page.getByLabel('Method').selectOption('POST')
    await postern.page.getByRole('combobox', { name: 'Path or URL' }).fill('/api/webhook/subscribers')
    await postern.page.getByText('The API returns data.secretToken in this response only.').waitFor()
    await postern.page.getByRole('combobox', { name: 'Path or URL' }).fill('/api/webhook/subscriptions')
    await postern.page.getByText('in this response only').waitFor({ state: 'detached' })
  })

  it('goes nowhere without a yes outside of the page', async () => {
    await subscribe()
    await answerDialogs(0, null)
    await postern.app.evaluate(({ clipboard: system }) => system.writeText('before'))
    await button('Copy secret…').click()
    await button('Save secret…').click()
    await expect.poll(() => postern.app.evaluate(() => process.env.ASKED)).toBe('copy save ')
    await note().getByText('Postern holds 1 secret').waitFor()
    expect(await clipboard()).toBe('before')
    expect(existsSync(file)).toBe(false)
  })

  it('is copied by main after a yes, and the page never has it', async () => {
    await answerDialogs(1, null)
    await button('Copy secret…').click()
    await note().getByText('Postern copied the secret').waitFor()
    const secret = await clipboard()
    expect(secret).toMatch(/^whsec_[\w-]{32}$/)
    expect(await traces(secret)).toEqual([])
  })

  it('is saved for this user alone, and then no longer held', async () => {
    const secret = await clipboard()
    await answerDialogs(1, file)
    await button('Save secret…').click()
    await note().getByText('Postern saved the secret in webhook.txt').waitFor()
    expect(readFileSync(file, 'utf8')).toBe(`${secret}\n`)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await traces(secret)).toEqual([])
  })

  it('is gone after a restart, which the note says', async () => {
    await subscribe()
    await postern.app.close()
    postern = await startPostern(data.path)
    messages = await recordMessages(postern)
    await postern.history
      .getByRole('option', { name: /subscribers/ })
      .first()
      .click()
    await note().getByText('Postern no longer holds the secret').waitFor()
    expect(await button('Save secret…').count()).toBe(0)
  })
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'
import { dropFile } from './support/dropFile.ts'
import { findForms } from './support/forms.ts'
import { filesIn } from './support/traces.ts'

const KEY = 'key-of-the-shop-0042'

function entry(path: string, status: number, body: string, request: object = {}) {
  return {
    startedDateTime: '2026-03-02T08:00:00.000Z',
    time: 12,
    request: { method: 'GET', url: `https://api.example${path}`, headers: [], ...request },
    response: {
      status,
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      content: { text: body, size: body.length },
    },
    timings: { send: 0, wait: 10, receive: 2 },
  }
}

const REFUSED = JSON.stringify({
  status: { code: 100, errorMessage: 'Customer 1099 is outside the scope of this API key.' },
  data: null,
  count: null,
  message: 'Customer 1099 is outside the scope of this API key.',
  errors: [{ code: 100, message: 'Customer 1099 is outside the scope of this API key.' }],
})

describe('what other programs made', () => {
  const data = createDataFolder()
  const file = join(data.path, 'capture.har')
  let postern: Postern

  const banner = () => postern.page.getByRole('region', { name: 'Import' })

  beforeAll(async () => {
    const entries = [
      entry('/api/external/sites?customerId=1099', 403, REFUSED),
      { request: { method: 'GET', url: 'file:///etc/hostname' } },
      entry('/api/token/request', 200, '{}', {
        method: 'POST',
        postData: { mimeType: 'application/json', text: JSON.stringify({ apiKey: KEY }) },
      }),
    ]
    writeFileSync(
      file,
      JSON.stringify({ log: { version: '1.2', creator: { name: 'x', version: '1' }, entries } }),
    )
    postern = await startPostern(data.path)
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  async function choose(path: string): Promise<void> {
    await postern.app.evaluate(({ dialog }, filePath) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
    }, path)
  }

  const drop = (path: string) => dropFile(postern.page, path)

  it('a HAR file comes into the history, explained, and says what could not be read', async () => {
    await choose(file)
    await postern.page.getByRole('button', { name: 'Import HAR…' }).click()
    await banner().getByText('capture.har: 2 imported, 1 unreadable').waitFor()
    await banner().getByText('Entry 2: The field request.url is no http or https URL.').waitFor()
    await postern.history.getByRole('option', { name: /customerId=1099/ }).click()
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    await postern.picture('imported')
    expect(await complaints(postern.page)).toEqual([])
  })

  it('the key in it is offered to the vault, and never shown', async () => {
    const offer = postern.page.getByRole('region', { name: 'Keys that came along' })
    await offer.getByText('1 key for api.example came along').waitFor()
    await offer.getByRole('button', { name: 'Keep the key…' }).click()
    const dialog = postern.page.getByRole('dialog', { name: 'Keep the key that came along' })
    await dialog.getByLabel('Name').fill('shop')
    await postern.picture('offered')
    expect(await complaints(postern.page)).toEqual([])
    expect(await postern.page.content()).not.toContain(KEY)
    await dialog.getByRole('button', { name: 'Keep key' }).click()
    await offer.waitFor({ state: 'hidden' })
    await postern.goTo('Keys')
    await postern.keyRow('shop').waitFor()
    await postern.goTo('History')
  })

  it('the menu brings one in as well, and a key that only its last entry names is blanked in the first', async () => {
    const late = 'key-of-the-late-entry-17'
    const path = join(data.path, 'from-menu.har')
    const entries = [
      entry(`/api/external/things/${late}?n=1`, 404, JSON.stringify({ echo: late })),
      entry('/api/external/things?n=2', 200, '{}', { headers: [{ name: 'X-Api-Key', value: late }] }),
    ]
    writeFileSync(path, JSON.stringify({ log: { entries } }))
    await choose(path)
    await postern.app.evaluate(({ Menu }) => {
      Menu.getApplicationMenu()?.getMenuItemById('import-har')?.click()
    })
    await banner().getByText('from-menu.har: 2 imported').waitFor()
    await postern.history.getByRole('option', { name: /things\/\[redacted\]\?n=1/ }).waitFor()
    // The files of the other programs hold keys that begin alike.
    for (const [name, content] of filesIn(data.path))
      if (!name.endsWith('.har')) expect(findForms(name, content, { late })).toEqual([])
    await postern.page.getByRole('button', { name: 'Forget' }).click()
  })

  it('the same file dropped again brings nothing twice', async () => {
    await drop(file)
    await banner().getByText('0 imported, 2 were here already, 1 unreadable').waitFor()
    expect(await postern.history.getByRole('option').count()).toBe(4)
    await postern.page.getByRole('button', { name: 'Close Activity' }).click()
    await banner().waitFor({ state: 'hidden' })
    expect(await postern.page.getByRole('button', { name: /^Activity/ }).count()).toBe(0)
  })

  it('the page can name no file, only hand on what was dropped', async () => {
    const answers = await postern.page.evaluate(async (path) => {
      const made = new File(['{"log":{"entries":[]}}'], path, { type: 'application/json' })
      const tries: unknown[] = [path, { path }, made, new Blob(['x']), null, [path], Object.create(made)]
      return Promise.all([
        ...tries.map(async (file) => {
          try {
            return await window.postern.importFile(file)
          } catch {
            return 'not carried'
          }
        }),
        window.postern.call('import:dropped' as never, { path } as never),
      ])
    }, file)
    for (const answer of answers)
      if (answer !== 'not carried') expect(answer).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    expect(await banner().count()).toBe(0)
    const refused = await postern.page.evaluate(async (caFile) => {
      const list = await window.postern.call('profiles:list', undefined)
      const [profile] = list.ok ? list.value : []
      return profile && window.postern.call('settings:set', { profiles: [{ ...profile, caFile }] })
    }, file)
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad-input' } })
  })

  it('an answer that is dropped is explained', async () => {
    const answer = join(data.path, 'answer.txt')
    writeFileSync(answer, `HTTP/1.1 403 Forbidden\ncontent-type: application/json\n\n${REFUSED}`)
    await drop(answer)
    // The room behind it has such a heading too.
    await postern.page
      .getByRole('dialog', { name: 'Paste anything' })
      .getByRole('heading', { name: /1099/ })
      .waitFor()
  })
  describe('a text pasted outside of any field', () => {
    async function paste(text: string): Promise<void> {
      await postern.page.evaluate((pasted) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', pasted)
        document.body.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        )
      }, text)
    }

    it('a terminal’s transcript is explained, with the request in it', async () => {
      await postern.page.keyboard.press('Escape')
      await postern.goTo('History')
      await paste(
        `* Trying\n> GET /api/external/sites?customerId=1098 HTTP/1.1\n> Host: api.example\n>\n< HTTP/1.1 403 Forbidden\n< Content-Type: application/json\n<\n${REFUSED.replaceAll('1099', '1098')}`,
      )
      await postern.page.getByRole('heading', { name: /1098/ }).waitFor()
      const request = postern.page.getByRole('textbox', { name: 'Request' })
      expect(await request.getAttribute('placeholder')).toBe(
        'GET https://api.example/api/external/sites?customerId=1098',
      )
      await postern.picture('explained-transcript')
      expect(await complaints(postern.page)).toEqual([])
    })

    it('a curl command goes to the composer, with its key offered to the vault', async () => {
      await postern.page.keyboard.press('Escape')
      await paste(`curl https://other.example/api/x -H 'X-Api-Key: ${KEY}-2'`)
      await postern.page.getByText('1 key for other.example came along').waitFor()
      expect(await postern.page.getByRole('combobox', { name: 'Path or URL' }).inputValue()).toContain(
        'other.example/api/x',
      )
      await postern.page.getByRole('button', { name: 'Forget' }).click()
    })

    it('a capture is imported', async () => {
      await paste(JSON.stringify({ log: { entries: [entry('/api/external/customers', 404, '')] } }))
      await postern.page
        .getByRole('group', { name: 'Done' })
        .getByText('The pasted text: 1 imported')
        .waitFor()
    })
  })

  it('a file that is no text, or too large, is refused in words', async () => {
    const big = join(data.path, 'big.txt')
    writeFileSync(big, 'x'.repeat(20 * 1024 * 1024 + 1))
    await drop(big)
    await postern.page.getByText('big.txt is larger than 20 MB').waitFor()
    const binary = join(data.path, 'picture.bin')
    writeFileSync(binary, Buffer.from([0x89, 0x50, 0, 1]))
    await drop(binary)
    await postern.page.getByText('picture.bin holds no text').waitFor()
  })
})

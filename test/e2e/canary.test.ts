import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { profileFor } from '../../app/contract/presets.ts'
import { DEFAULT_SETTINGS } from '../../app/settings/settings.ts'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { findForms } from './support/forms.ts'
import { startTellTaleApi, startWitness, type TellTaleApi, type Witness } from './support/tellTaleApi.ts'
import { commandLinesBelow, documentOf, filesIn, heapOf, recordMessages } from './support/traces.ts'

// Characters that every encoding writes differently, and no shape that a pattern could know.
const canary = () => `q"${randomBytes(9).toString('hex')}\\/+%&x${randomBytes(9).toString('hex')}`

describe('a key and its tokens, through a day of the app', () => {
  const data = createDataFolder()
  const key = canary()
  let api: TellTaleApi
  let witness: Witness
  let postern: Postern
  let messages: () => Promise<string>
  let printed = ''
  const toldPage: string[] = []

  const secrets = () => ({
    key,
    ...Object.fromEntries(api.tokens.map((token, at) => [`token ${at + 1}`, token])),
  })

  async function start(): Promise<void> {
    postern = await startPostern(data.path)
    messages = await recordMessages(postern)
  }

  /** Keeps what can only be read while the app runs. */
  async function collect(): Promise<void> {
    toldPage.push(await messages())
    printed += postern.output()
  }

  beforeAll(async () => {
    witness = await startWitness()
    api = await startTellTaleApi(key, canary, witness.url)
    const own = profileFor('tell-tale', 'Tell-tale', `http://127.0.0.1:${api.port}`)
    const settings = {
      ...DEFAULT_SETTINGS,
      selected: { profile: own.id, key: null },
      profiles: [{ ...own, retry: { ...own.retry, backoffMs: [] } }],
    }
    writeFileSync(join(data.path, 'settings.json'), JSON.stringify(settings))
    await start()
    // The user's answer in a dialog that no test can click.
    await postern.app.evaluate(({ dialog }) => {
      dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
    })
  })

  afterAll(async () => {
    await postern.quit()
    await api.close()
    await witness.close()
    data.remove()
  })

  it('works with them: stores, exchanges, refreshes, is refused, and tells the claims', async () => {
    await postern.enterKey({ profile: 'Tell-tale', alias: 'canary', secret: key })
    await postern.page.getByRole('button', { name: 'Store them with weak protection…' }).click()
    await postern.keyCard('canary').getByText('weakly protected').waitFor()
    await postern.goTo('History')
    await postern.send({ target: '/api/external/sites?first=1' })
    await postern.page.getByRole('option', { name: /first=1/ }).waitFor()
    await expect.poll(() => api.received.filter((request) => request.includes('first=1')).length).toBe(2)
    await postern.send({ target: '/api/external/customers?second=1' })
    await postern.page.getByRole('option', { name: /second=1.*403|403.*second=1/s }).waitFor()
    await postern.send({ target: '/api/external/elsewhere' })
    await expect.poll(() => api.received.at(-1)).toContain('/elsewhere')
    for (const tab of ['Envelope', 'Attempts', 'Request', 'Response', 'Diagnosis']) {
      await postern.page.getByRole('tab', { name: tab }).click()
    }
    await postern.goTo('Keys')
    await postern.page.getByRole('button', { name: 'Test canary' }).click()
    await postern.keyCard('canary').getByText('The key was accepted').waitFor()
    await postern.goTo('History')
    const [sent, refused] = api.received.filter((request) => request.includes('first=1'))
    expect(sent).toContain(`Bearer ${api.tokens[0]}`)
    expect(refused).toContain(`Bearer ${api.tokens[1]}`)
    // What looks for traces below would find them where they are.
    expect(findForms('the API', api.received.join('\n'), secrets())).toContain('token 1, raw, in the API')
  })

  it('tells another host nothing, not even by a redirect', async () => {
    await postern.send({ target: `${witness.url}/api/external/sites?foreign=1` })
    await expect.poll(() => witness.received.length).toBe(1)
    await postern.send({ target: `http://localhost:${api.port}/api/external/sites?foreign=2` })
    await expect.poll(() => api.received.at(-1)).toContain('foreign=2')
    await postern.page.getByRole('option', { name: /foreign=2/ }).waitFor()
    const strangers = api.received.filter((request) => /\nhost\nlocalhost/i.test(request))
    expect(strangers).toHaveLength(1)
    expect(findForms('the other host', [...witness.received, ...strangers].join('\n'), secrets())).toEqual([])
  })

  it('leaves neither on the page: not in its document, its memory or any message to it', async () => {
    expect(findForms('the document', await documentOf(postern.page), secrets())).toEqual([])
    const heap = await heapOf(postern.page)
    expect(heap).toContain('second=1')
    expect(findForms("the page's memory", heap, secrets())).toEqual([])
    expect(findForms('messages', await messages(), secrets())).toEqual([])
  })

  it('shows neither on a command line', () => {
    const lines = commandLinesBelow(postern.app.process().pid ?? 0)
    expect(lines).toContain('--type=renderer')
    expect(findForms('command lines', lines, secrets())).toEqual([])
  })

  it('leaves neither behind when it is killed, and works with the stored key afterwards', async () => {
    await postern.send({ target: '/api/external/hang' })
    await expect.poll(() => api.received.at(-1)).toContain('/hang')
    await collect()
    await postern.app.evaluate(({ BrowserWindow }) => {
      for (const { webContents } of BrowserWindow.getAllWindows()) webContents.forcefullyCrashRenderer()
    })
    const ended = postern.app.waitForEvent('close')
    postern.app.process().kill('SIGKILL')
    await ended
    expect(leftBehind()).toEqual([])

    // Tokens are in memory only: nobody could tell one of a former session from any other word.
    api.forget()
    await start()
    await postern.send({ target: '/api/external/sites?after=restart' })
    await expect.poll(() => api.received.at(-1)).toContain('after=restart')
    await postern.page.reload()
    await postern.history.getByRole('option').nth(5).waitFor()
    for (const row of await postern.history.getByRole('option').all()) await row.click()
    await collect()
    expect(findForms("the page's memory", await heapOf(postern.page), secrets())).toEqual([])
    await postern.quit()
    expect(leftBehind()).toEqual([])
    expect(findForms('messages', toldPage.join('\n'), secrets())).toEqual([])
    expect(findForms('what was printed', printed, secrets())).toEqual([])
  })

  it('showed in its place that something was redacted', () => {
    expect(toldPage.join('\n')).toContain('The key [redacted] with the token [redacted] may not do this.')
  })

  function leftBehind(): string[] {
    const files = filesIn(data.path)
    const names = [...files.keys()].map((path) => path.slice(data.path.length + 1))
    expect(names).toEqual(expect.arrayContaining(['history.db', 'keys.json', 'settings.json']))
    // A dump of a process holds all that it knew.
    expect(names.filter((name) => name.endsWith('.dmp'))).toEqual([])
    return [...files].flatMap(([path, content]) => findForms(path, content, secrets()))
  }
})

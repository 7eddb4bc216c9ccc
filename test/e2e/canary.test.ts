import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { EXPORT_FORMATS, isRequestFormat, REQUEST_FORMATS } from '../../app/contract/exportFormats.ts'
import { profileFor } from '../../app/contract/presets.ts'
import { DEFAULT_SETTINGS } from '../../app/settings/settings.ts'
import { createDataFolder, environment, projectFolder, startPostern, type Postern } from './postern.ts'
import { findForms } from './support/forms.ts'
import { startTellTaleApi, startWitness, type TellTaleApi, type Witness } from './support/tellTaleApi.ts'
import { commandLinesBelow, documentOf, filesIn, heapOf, recordMessages } from './support/traces.ts'

// Characters that every encoding writes differently, and no shape that a pattern could know.
const canary = () => `q"${word()}\\/+%&=x${word()}`
// Of both cases.
const word = () => `aB${randomBytes(12).toString('base64url')}`

const run = promisify(execFile)

/** A HAR file of another program, with a key in the header, the query and the answer of a request. */
function recordingOf(key: string): string {
  const text = JSON.stringify({ message: `The key ${key} is known, as is ${encodeURIComponent(key)}.` })
  const entry = {
    startedDateTime: '2026-03-02T08:00:00.000Z',
    time: 12,
    request: {
      method: 'GET',
      url: `https://api.example/api/external/sites?imported=1&api_key=${encodeURIComponent(key)}`,
      headers: [{ name: 'X-Api-Key', value: key }],
    },
    response: {
      status: 403,
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      content: { text, size: text.length },
    },
    timings: { send: 0, wait: 10, receive: 2 },
  }
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'x', version: '1' }, entries: [entry] } })
}

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

  /** Runs the headless tool on the same data folder; what it prints is looked through in the end. */
  async function headless(args: string[], env: Record<string, string> = {}): Promise<string> {
    // No process knows the tokens of another: they are in memory only.
    api.forget()
    const tool = [join(projectFolder, 'out', 'cli.js'), ...args]
    const options = { env: { ...environment(), ...env, POSTERN_DATA: data.path } }
    // A failure of the API is its exit code 1, and no failure of the tool.
    const { stdout, stderr } = await run(process.execPath, tool, options).catch((error: unknown) => {
      if (
        error instanceof Error &&
        'code' in error &&
        error.code === 1 &&
        'stdout' in error &&
        'stderr' in error
      )
        return { stdout: String(error.stdout), stderr: String(error.stderr) }
      throw error
    })
    printed += stdout + stderr
    return stdout
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
    await postern.page.getByRole('button', { name: 'keep them on disk without a keyring…' }).click()
    await postern.page.getByText('On disk with weak protection').waitFor()
    await postern.goTo('History')
    await postern.send({ target: '/api/external/sites?first=1' })
    await postern.page.getByRole('option', { name: /first=1/ }).waitFor()
    await expect.poll(() => api.received.filter((request) => request.includes('first=1')).length).toBe(2)
    await postern.send({ target: '/api/external/customers?second=1' })
    await postern.page.getByRole('option', { name: /second=1.*403|403.*second=1/s }).waitFor()
    await postern.send({ target: '/api/external/elsewhere' })
    await expect.poll(() => api.received.at(-1)).toContain('/elsewhere')
    for (const tab of ['Body', 'Attempts', 'Request', 'Diagnosis']) {
      await postern.page.getByRole('tab', { name: tab }).click()
    }
    await postern.goTo('Keys')
    await postern.keyAct('canary', 'Test')
    await postern.keyRow('canary').getByText('The API accepted the key').waitFor()
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

  it('keeps nothing of them from an answer that breaks off, nor from a long message', async () => {
    await postern.send({ target: '/api/external/cut' })
    await postern.page.getByRole('option', { name: /\/cut/ }).waitFor()
    await postern.headline.getByText(/./).waitFor()
    await postern.send({ target: '/api/external/quote' })
    await postern.page.getByRole('option', { name: /quote.*403|403.*quote/s }).waitFor()
    await postern.page
      .getByText(/x{100}/)
      .first()
      .waitFor()
  })

  it('nor from a HAR file that holds them', async () => {
    const har = join(data.path, '..', `${basename(data.path)}.har`)
    writeFileSync(har, recordingOf(key))
    onTestFinished(() => {
      rmSync(har)
    })
    await postern.app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    }, har)
    await postern.page.keyboard.press('ControlOrMeta+k')
    await postern.page.getByRole('combobox', { name: 'Command' }).fill('Import HAR')
    await postern.page.keyboard.press('Enter')
    await postern.page.getByRole('option', { name: /imported=1/ }).waitFor()
  })

  it('hands out neither in an export, and copies neither', async () => {
    await postern.history.getByRole('option', { name: /second=1/ }).click()
    // Until it is read, the one before is shown.
    await postern.page
      .getByRole('region', { name: 'Selected exchange' })
      .getByText(/second=1/)
      .first()
      .waitFor()
    await postern.exchangeAct('Export…')
    const dialog = postern.page.getByRole('dialog', { name: 'Export this exchange' })
    const others = { har: 'HAR', jsonl: 'JSON lines', bundle: 'Support bundle', postern: 'Postern file' }
    for (const format of EXPORT_FORMATS) {
      // A table has records, and this response has none.
      if (format === 'csv') continue
      const filePath = join(data.path, `given.${format}`)
      await postern.app.evaluate(({ dialog: systemDialog }, path) => {
        systemDialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
      }, filePath)
      await dialog.getByLabel(isRequestFormat(format) ? REQUEST_FORMATS[format].name : others[format]).check()
      await dialog.getByRole('button', { name: 'Save as…' }).click()
      await dialog.getByText(`Saved as given.${format}`).waitFor()
      await dialog.getByRole('button', { name: 'Copy', exact: true }).click()
      const text = readFileSync(filePath, 'utf8')
      expect(text).toContain('second=1')
      const copied = () => postern.app.evaluate(({ clipboard }) => clipboard.readText())
      await expect.poll(copied).toContain(text.slice(0, 40))
      expect(findForms(`the copy as ${format}`, await copied(), secrets())).toEqual([])
      expect(findForms(`the file as ${format}`, text, secrets())).toEqual([])
    }
    await dialog.getByRole('button', { name: 'Close' }).click()
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

  it('takes both out of a note, though it is the user who wrote them', async () => {
    await postern.exchangeAct('Note')
    const note = postern.page.getByRole('textbox', { name: 'Note' })
    await note.focus()
    await postern.page.keyboard.insertText(`Refused with ${key} and ${api.tokens.at(-1)}, ask support`)
    await postern.page.getByRole('button', { name: 'Keep note' }).click()
    await postern.page.getByText('Refused with [redacted] and [redacted], ask support').waitFor()
    expect(findForms('the document', await documentOf(postern.page), secrets())).toEqual([])
  })

  it('keeps neither in the draft of a request', async () => {
    await postern.page.getByRole('combobox', { name: 'Path or URL' }).fill(`/api/external/notes/${key}`)
    const draft = () => {
      const file = join(data.path, 'draft.json')
      return existsSync(file) ? readFileSync(file, 'utf8') : ''
    }
    await expect.poll(draft).toContain('/api/external/notes/[redacted]')
    expect(findForms('the draft', draft(), secrets())).toEqual([])
  })

  it('remembers neither for a replay of many, and compares what is redacted alike', async () => {
    await postern.send({ target: '/api/external/hang' })
    await postern.page.getByRole('option', { name: /hang.*403|403.*hang/s }).waitFor()
    await postern.page.getByRole('button', { name: /^Replay \d+ failed…$/ }).click()
    const seen = api.received.length
    await postern.page
      .getByRole('dialog', { name: 'Replay what failed' })
      .getByRole('button', { name: /^Replay \d+$/ })
      .click()
    // The last of them hangs, so that the replay is under way when the app is killed.
    await expect.poll(() => api.received.slice(seen).join('\n')).toContain('/hang')
    await expect.poll(replayJournal).toContain('"state":"sent"')
    expect(replayJournal()).toContain('It fails as before')
    expect(findForms('the journal', replayJournal(), secrets())).toEqual([])
  })

  it('leaves neither behind when it is killed, and works with the stored key afterwards', async () => {
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
    await expect.poll(messages).toContain('Refused with [redacted] and [redacted], ask support')
    await collect()
    expect(findForms("the page's memory", await heapOf(postern.page), secrets())).toEqual([])
    await readHeadless()
    await postern.quit()
    expect(leftBehind()).toEqual([])
    expect(findForms('messages', toldPage.join('\n'), secrets())).toEqual([])
    expect(findForms('what was printed', printed, secrets())).toEqual([])
  })

  it('and neither does the headless tool, which is given the key by its environment', async () => {
    const env = { CANARY: key }
    const target = ['--base-url', `http://127.0.0.1:${api.port}`, '--key-env', 'CANARY']
    const document = await headless(
      ['send', 'GET', '/api/external/customers?headless=1', ...target, '--keep', '--json'],
      env,
    )
    expect(JSON.parse(document)).toMatchObject({ outcome: 'http-failure' })
    await headless(['send', 'GET', '/api/external/sites?headless=2', ...target, '--keep'], env)
    await headless(['replay', 'headless', ...target], env)
    await readHeadless()
    expect(api.received.at(-1)).toContain(`Bearer ${api.tokens.at(-1)}`)
    expect(leftBehind()).toEqual([])
    expect(findForms('what was printed', printed, secrets())).toEqual([])
  })

  /** Reads everything that is kept in every way that the tool has. */
  async function readHeadless(): Promise<void> {
    expect(await headless(['history', '--json'])).toContain('second=1')
    for (const format of EXPORT_FORMATS) {
      // A table has records, and this response has none.
      if (format === 'csv') continue
      expect(await headless(['export', 'outcome:failed', '--format', format])).toContain('second=1')
    }
  }

  it('showed in its place that something was redacted', () => {
    expect(toldPage.join('\n')).toContain('The key [redacted] with the token [redacted] may not do this.')
  })

  function replayJournal(): string {
    const files = [...filesIn(join(data.path, 'replays')).values()]
    return files.map((file) => file.toString()).join('\n')
  }

  function leftBehind(): string[] {
    const files = filesIn(data.path)
    const names = [...files.keys()].map((path) => path.slice(data.path.length + 1))
    expect(names).toEqual(expect.arrayContaining(['history.db', 'keys.json', 'settings.json']))
    // A dump of a process holds all that it knew.
    expect(names.filter((name) => name.endsWith('.dmp'))).toEqual([])
    return [...files].flatMap(([path, content]) => findForms(path, content, secrets()))
  }
})

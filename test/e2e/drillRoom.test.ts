import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'
import { layoutFaults } from './support/layout.ts'

/** Has `get`, which gives the status of a list of sites. */
const CALLING = `
const headers = { 'content-type': 'application/json' }
const body = JSON.stringify({ apiKey: 'sandbox-site-7' })
const asked = await fetch(process.env.BASE + '/api/token/request', { method: 'POST', headers, body })
const { data: { token } } = await asked.json()
const get = async () =>
  (await fetch(process.env.BASE + '/api/external/sites', { headers: { authorization: 'Bearer ' + token } })).status
`
const PROGRAMS = {
  'insists.mjs': `${CALLING}
    console.log('played: ' + process.env.POSTERN_SCENARIO)
    if ((await get()) === 403) {
      console.error('got 403 with the token ' + token)
      process.exitCode = 9
      await get()
    }`,
  'stops.mjs': `${CALLING}
    await get()`,
  'hangs.mjs': `${CALLING}
    await get()
    console.log('waiting')
    setInterval(() => undefined, 1000)`,
  'idle.mjs': `console.log('nothing to do')`,
}

describe('a drill in the room Check', () => {
  const data = createDataFolder()
  const folder = join(data.path, 'my program')
  const node = basename(process.execPath)
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const dialog = () => postern.page.getByRole('dialog', { name: 'Run the drill' })
  const rule = (name: RegExp) => main().getByRole('option', { name })
  const command = (file: string) => `"${process.execPath}" ${file}`

  /** What the dialog of the system answers, and what it said. */
  const answering = (response: number) =>
    postern.app.evaluate(({ dialog }, response) => {
      const said: string[] = []
      dialog.showMessageBox = (...given: unknown[]) => {
        said.push(JSON.stringify(given.at(-1)))
        return Promise.resolve({ response, checkboxChecked: false })
      }
      Object.assign(globalThis, { said })
    }, response)
  const said = () => postern.app.evaluate(() => (globalThis as unknown as { said: string[] }).said)

  async function drill(file: string): Promise<void> {
    await main().getByRole('button', { name: 'Run the drill…' }).click()
    await dialog().getByLabel('Command').fill(command(file))
    await dialog().getByRole('button', { name: 'Run the drill…' }).click()
  }

  beforeAll(async () => {
    mkdirSync(folder)
    for (const [name, source] of Object.entries(PROGRAMS)) writeFileSync(join(folder, name), source)
    postern = await startPostern(data.path)
    await postern.app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    }, folder)
    await answering(1)
    await postern.goTo('Check')
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('asks for a command, its folder, and what is played', async () => {
    await main().getByRole('button', { name: 'Run the drill…' }).click()
    const run = dialog().getByRole('button', { name: 'Run the drill…' })
    expect(await run.isDisabled()).toBe(true)
    expect(await dialog().getByRole('checkbox', { checked: true }).count()).toBe(11)
    await dialog().getByLabel('Command').fill(command('insists.mjs'))
    await dialog().getByRole('button', { name: 'Select folder…' }).click()
    await dialog().getByText(folder).waitFor()
    await dialog().getByLabel('Variables for the base URL').fill('BASE')
    await dialog().getByLabel('Speed').selectOption('60 times')
    await dialog().getByRole('button', { name: 'Select none' }).click()
    expect(await run.isDisabled()).toBe(true)
    for (const name of ['403', 'code-100-in-200'])
      await dialog()
        .getByRole('checkbox', { name: new RegExp(`^${name} `) })
        .check()
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('drill-dialog')
    await answering(0)
    await run.click()
    await expect.poll(said).toHaveLength(1)
    expect(await dialog().getByRole('button', { name: 'Cancel drill' }).count()).toBe(0)
  })

  it('starts it once a scenario after a yes outside the page, and shows the report', async () => {
    await answering(1)
    await dialog().getByRole('button', { name: 'Run the drill…' }).click()
    await dialog().waitFor({ state: 'hidden' })
    await rule(/^broken, retried-forbidden, 1 time/).waitFor()
    const [question] = await said()
    expect(question).toContain('insists.mjs')
    expect(question).toContain('POSTERN_CAPTURE_URL and BASE')
    expect(question).toContain('2 times')
    const starts = main().getByText(/^2 starts of .*, 1 with a failure of its own$/)
    await starts.click()
    await main()
      .getByText(/3 requests, exit code 9/)
      .waitFor()
    await main()
      .getByText(new RegExp(`^5 calls of ${node}`))
      .waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('drill-report')
    await starts.click()
  })

  it('says which rules are fixed, and broken anew, since the run before', async () => {
    await drill('stops.mjs')
    await dialog().waitFor({ state: 'hidden' })
    await rule(/^kept, retried-forbidden, fixed/).waitFor()
    const since = main().getByText(/^Since the run of /)
    await since.waitFor()
    await main().getByRole('button', { name: 'retried-forbidden' }).click()
    await drill('insists.mjs')
    await rule(/^broken, retried-forbidden, 1 time, newly broken/).waitFor()
    await main().getByText('3 runs checked').click()
    expect(await main().getByRole('table').getByText('none broken').count()).toBe(1)
    await postern.picture('drill-runs')
    await main().getByRole('button', { name: 'Check this run' }).first().click()
    await rule(/^kept, retried-forbidden, fixed/).waitFor()
    await main().getByText('3 runs checked').click()
  })

  it('shows how far it is, and ends the program when it is cancelled', async () => {
    await drill('hangs.mjs')
    await dialog().getByText('403 (1 of 2): The first request gets 403.').waitFor()
    await dialog().getByRole('progressbar', { name: 'Scenarios played' }).waitFor()
    await dialog().getByLabel('Output of your program').getByText('waiting').waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('drill-running')
    await dialog().getByRole('button', { name: 'Hide' }).click()
    await main().getByRole('button', { name: 'Run the drill…' }).click()
    await dialog().getByRole('button', { name: 'Cancel drill' }).click()
    await dialog().waitFor({ state: 'hidden' })
    await main()
      .getByText(/^1 start of /)
      .waitFor()
  })

  it('says what is wrong with a program', async () => {
    await drill('idle.mjs')
    await dialog().getByText('Your program sent no request to Postern.').waitFor()
    await dialog().getByLabel('Output of your program').getByText('nothing to do').waitFor()
    await postern.picture('drill-idle')
    await dialog().getByLabel('Command').fill('no-such-program --now')
    await dialog().getByRole('button', { name: 'Run the drill…' }).click()
    await dialog().getByText('Postern found no program "no-such-program".').waitFor()
    await dialog().getByLabel('Command').fill('"open')
    await dialog().getByRole('button', { name: 'Run the drill…' }).click()
    await dialog().getByText('A quote in the command has no end.').waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await dialog().getByRole('button', { name: 'Cancel', exact: true }).click()
  })

  it.each([
    [900, 600],
    [1440, 900],
  ])('can be used as a whole at %i × %i, in both themes', async (width, height) => {
    const { app, page } = postern
    await app.evaluate(
      ({ BrowserWindow }, to) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(to.width, to.height)
      },
      { width, height },
    )
    await page.waitForFunction((to) => innerWidth === to, width)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await postern.picture(`drill-room-${width}-${colorScheme}`)
      expect(await layoutFaults(page)).toEqual([])
      await main().getByRole('button', { name: 'Run the drill…' }).click()
      await postern.picture(`drill-dialog-${width}-${colorScheme}`)
      expect(await complaints(page)).toEqual([])
      await dialog().getByRole('button', { name: 'Cancel', exact: true }).click()
    }
  })

  it('prints no token that the program wrote', async () => {
    expect(await postern.page.content()).not.toContain('eyJ')
  })
})

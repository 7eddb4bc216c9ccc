import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'
import { layoutFaults } from './support/layout.ts'

/** It repeats a request that was refused, and a POST that may have run. */
const CLIENT = `
import json, sys, urllib.request
base = sys.argv[1]
def ask(path, headers={}, data=None):
    request = urllib.request.Request(base + path, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request) as response:
            return response.read().decode()
    except Exception:
        return ''
asked = ask('/api/token/request', {'Content-Type': 'application/json'}, json.dumps({'apiKey': 'sandbox-site-7'}).encode())
token = next(word for word in asked.replace('"', ' ').split() if word.startswith('eyJ'))
bearer = {'Authorization': 'Bearer ' + token}
ask('/api/external/sites', bearer)
for _ in range(3):
    ask('/api/external/sites?customerId=1099', bearer)
for _ in range(2):
    ask('/api/webhook/subscribe', {**bearer, 'Content-Type': 'application/json', 'x-sandbox-fault': 'status=503'}, b'{"uri":"https://hooks.example/in"}')
`

async function runClient(url: string): Promise<void> {
  await once(spawn('python3', ['-c', CLIENT, url], { stdio: 'inherit' }), 'close')
}

describe('the room Check', () => {
  const data = createDataFolder()
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const rules = () => main().getByRole('listbox', { name: 'Rules' })
  const rule = (name: string | RegExp) => rules().getByRole('option', { name })
  const detail = (name: RegExp) => main().getByRole('article', { name })
  const said = (name: string) => main().getByRole('region', { name })

  async function resize(width: number, height: number): Promise<void> {
    await postern.app.evaluate(
      ({ BrowserWindow }, to) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(to.width, to.height)
      },
      { width, height },
    )
    await postern.page.waitForFunction((to) => innerWidth === to, width)
  }

  beforeAll(async () => {
    postern = await startPostern(data.path)
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('says what to do while there is nothing to check', async () => {
    await postern.goTo('Check')
    await main().getByText('Postern has seen no program yet.').waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('check-empty')
    await main().getByRole('button', { name: 'Open Capture' }).click()
    await main().getByRole('heading', { name: 'Capture' }).waitFor()
  })

  it('shows which rules the last run broke, and what to change', async () => {
    const { page } = postern
    await main().getByLabel('To', { exact: true }).selectOption('Sandbox')
    await main().getByRole('button', { name: 'Start capture' }).click()
    const url =
      (await main()
        .getByText(/^http:\/\/127\.0\.0\.1:\d+$/)
        .first()
        .textContent()) ?? ''
    await runClient(url)
    await main()
      .getByText(/^7 requests/)
      .waitFor()
    await main().getByRole('button', { name: 'Check calls' }).click()
    await rule(/^broken, retried-forbidden, 2 times/).waitFor()
    await rule(/^broken, repeated-unsafe, 1 time,/).waitFor()
    await rule(/^not seen, code-401-ignored/).waitFor()
    await main()
      .getByText(/^7 calls/)
      .waitFor()
    expect(await main().getByLabel('Calls', { exact: true }).inputValue()).toBe('is:capture')
    await rule(/repeated-unsafe/).click()
    await detail(/Repeat no POST/).waitFor()
    await said('The API documentation says')
      .getByText(/unsafe to repeat/)
      .waitFor()
    await said('Your program did')
      .getByText(/repeated the POST/)
      .waitFor()
    await said('Change this')
      .getByText(/Look for the record first/)
      .waitFor()
    await said('The calls').getByText('503').first().waitFor()
    expect(await complaints(page)).toEqual([])
  })

  it('is gone through by keyboard', async () => {
    await rules().press('Home')
    const first = rules().getByRole('option').first()
    expect(await first.getAttribute('aria-selected')).toBe('true')
    await rules().press('ArrowDown')
    expect(await first.getAttribute('aria-selected')).toBe('false')
    await rules().press('End')
    expect(await rules().getByRole('option').last().getAttribute('aria-selected')).toBe('true')
    await main().getByRole('heading', { name: 'No call has shown it' }).waitFor()
    await rules().press('Home')
  })

  it.each([
    [900, 600],
    [1100, 720],
    [1440, 900],
  ])('can be used as a whole at %i × %i, in both themes', async (width, height) => {
    await resize(width, height)
    for (const colorScheme of ['light', 'dark'] as const) {
      await postern.page.emulateMedia({ colorScheme })
      await postern.picture(`check-${width}-${colorScheme}`)
    }
    expect(await layoutFaults(postern.page)).toEqual([])
    expect(await complaints(postern.page)).toEqual([])
  })

  it('saves the report in each form', async () => {
    const file = join(data.path, 'report')
    await postern.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, file)
    for (const [form, content] of [
      ['Text', /retried-forbidden/],
      ['JSON', /^\{[\s\S]*"result": "broken"/],
      ['JUnit XML', /^<\?xml[\s\S]*<testsuite/],
      ['Markdown', /retried-forbidden/],
      ['SARIF', /"2\.1\.0"/],
    ] as const) {
      await main().getByRole('button', { name: 'Export report…' }).click()
      await postern.page.getByRole('menuitem', { name: form }).click()
      await expect.poll(() => readFileSync(file, { encoding: 'utf8', flag: 'a+' })).toMatch(content)
    }
  })

  it('takes a request for safe to send twice, and takes that back', async () => {
    await rule(/repeated-unsafe/).click()
    await detail(/Repeat no POST/)
      .getByRole('button', { name: 'Safe to send twice' })
      .click()
    await rule(/^not seen, repeated-unsafe/).waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('check-safe')
    await main().getByRole('button', { name: 'Not safe: POST /api/webhook/subscribe' }).click()
    await rule(/^broken, repeated-unsafe/).waitFor()
  })

  it('leads to the exchange, and to all that broke a rule', async () => {
    await rule(/retried-forbidden/).click()
    await detail(/403/).getByRole('button', { name: 'Open the exchange' }).click()
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    await postern.goTo('Check')
    await detail(/403/).waitFor()
  })

  it('checks what a query finds, and says what is wrong with one', async () => {
    const query = main().getByLabel('Calls', { exact: true })
    await query.fill('status:')
    await query.press('Enter')
    await main()
      .getByText(/Write it like/)
      .waitFor()
    await query.fill('is:capture route:/nowhere')
    await query.press('Enter')
    await main().getByText('No call in the history matches this query.').waitFor()
    await main().getByRole('button', { name: 'Check the last run' }).click()
    await rule(/retried-forbidden/).waitFor()
  })
})

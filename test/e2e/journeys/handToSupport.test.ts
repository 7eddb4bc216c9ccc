import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { profileFor } from '../../../app/contract/presets.ts'
import { DEFAULT_SETTINGS } from '../../../app/settings/settings.ts'
import { startServer } from '../../fixtures/localServer.ts'
import { createDataFolder, startPostern, type Postern } from '../postern.ts'
import { complaints } from '../support/complaints.ts'
import { findForms } from '../support/forms.ts'

const secret = () => `k7${randomBytes(12).toString('hex')}Q`
const SECRETS = { key: secret(), token: secret(), typed: secret() }
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PATH = '/api/external/timesheets?limit=5'

/** One failure for Guardhouse support: nothing secret in it, everything needed in it. */
describe('hand one failure to Guardhouse support', () => {
  const data = createDataFolder()
  let api: Awaited<ReturnType<typeof startServer>>
  let postern: Postern

  const dialog = () => postern.page.getByRole('dialog', { name: 'Export this exchange' })

  beforeAll(async () => {
    api = await startServer((request, response) => {
      response.setHeader('Content-Type', 'application/json')
      if (request.url === '/api/token/request') {
        response.end(JSON.stringify({ data: { token: SECRETS.token, expiresIn: 900 } }))
        return
      }
      // It repeats what it was sent, as servers that fail do.
      const message = `Unhandled: ${request.headers.authorization} ${String(request.headers['x-api-key'])}`
      response.writeHead(500)
      response.end(
        JSON.stringify({
          status: { code: 100, errorMessage: message },
          data: null,
          count: null,
          message,
          errors: [{ code: 100, message, traceId: TRACE }],
          traceId: TRACE,
        }),
      )
    })
    const own = profileFor('own', 'Our own API', api.url)
    const profiles = [{ ...own, retry: { ...own.retry, backoffMs: [] } }]
    const selected = { profile: 'own', key: null }
    writeFileSync(
      join(data.path, 'settings.json'),
      JSON.stringify({ ...DEFAULT_SETTINGS, selected, profiles }),
    )
    postern = await startPostern(data.path)
    await postern.enterKey({ profile: 'Our own API', alias: 'night-run', secret: SECRETS.key })
    await postern.goTo('History')
    await postern.page.evaluate(
      ([target, typed, writtenFor]) =>
        window.postern.call('exchange:send', {
          profile: 'own',
          key: 'night-run',
          method: 'GET',
          target,
          writtenFor,
          headers: [['X-Api-Key', typed]],
          body: null,
          markedIdempotent: false,
          replayOf: null,
          isOpened: true,
        }),
      [PATH, SECRETS.typed, api.url] as const,
    )
    await postern.history.getByRole('option').first().click()
    await postern.headline.filter({ hasText: /fail/i }).waitFor()
  })

  afterAll(async () => {
    await postern.quit()
    await api.close()
    data.remove()
  })

  it('is a step of the diagnosis, and shows what will leave', async () => {
    const region = postern.page.getByRole('region', { name: 'Selected exchange' })
    await region.getByTitle(`Trace ID ${TRACE}`).waitFor()
    await region.getByRole('button', { name: 'Support bundle…' }).click()
    expect(await dialog().getByLabel('Support bundle').isChecked()).toBe(true)
    await dialog().getByRole('group', { name: 'What will leave' }).getByText(TRACE).first().waitFor()
    expect(await complaints(postern.page)).toEqual([])
  })

  it('writes a file with all that is needed and nothing secret', async () => {
    const file = join(data.path, 'for-support.md')
    await postern.app.evaluate(({ dialog: system }, filePath) => {
      system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, file)
    await dialog().getByRole('button', { name: 'Save as…' }).click()
    await dialog().getByText('Saved as for-support.md').waitFor()
    const text = readFileSync(file, 'utf8')
    expect(findForms('the bundle', text, SECRETS)).toEqual([])
    for (const needed of [TRACE, `GET ${api.url}${PATH}`, 'HTTP status', '500', 'night-run', 'Unhandled'])
      expect(text).toContain(needed)
    // When it was, in the time of servers.
    expect(text).toMatch(/Started \| \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/)
    expect(text).toMatch(/Made \| .* by Postern \d/)
    await postern.page.keyboard.press('Escape')
  })
})

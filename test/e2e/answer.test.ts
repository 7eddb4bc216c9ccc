import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { profileFor } from '../../app/contract/presets.ts'
import { DEFAULT_SETTINGS } from '../../app/settings/settings.ts'
import { startServer } from '../fixtures/localServer.ts'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

const TRACE = 'a'.repeat(16) + 'W'.repeat(16)
const LONG = `The roster of the ${'very '.repeat(30)}long week is locked`
const RIGHT_TO_LEFT = 'הלקוח אינו קיים (1099).'

const refusal = (message: string) =>
  JSON.stringify({
    status: { code: 100, errorMessage: message },
    data: null,
    count: null,
    message,
    errors: [{ code: 100, message }],
  })

describe('the answer to what was sent', () => {
  const data = createDataFolder()
  let api: Awaited<ReturnType<typeof startServer>>
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const tops = (of: string) =>
    main()
      .locator(of)
      .first()
      .evaluate((element) => [...element.getClientRects()].map(({ top }) => Math.round(top)))

  beforeAll(async () => {
    api = await startServer((request, response) => {
      const path = request.url ?? ''
      response.setHeader('Content-Type', 'application/json')
      response.setHeader('trace-id', TRACE)
      if (path.includes('many')) {
        response.end(
          JSON.stringify({
            status: { code: 0, errorMessage: '' },
            data: [{ id: 1, note: 'x'.repeat(80_000) }],
            count: 1,
            message: '',
            errors: [],
          }),
        )
        return
      }
      response.writeHead(400)
      response.end(refusal(path.includes('hebrew') ? RIGHT_TO_LEFT : path.includes('long') ? LONG : 'No.'))
    })
    const own = profileFor('own', 'Own', api.url)
    const profiles = [{ ...own, traceHeaders: ['trace-id'] }]
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

  const resize = (width: number, height: number) =>
    postern.app.evaluate(
      ({ BrowserWindow }, size) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height)
      },
      { width, height },
    )

  it('has its status whole beside any headline, and its trace ID on one line', async () => {
    await resize(900, 600)
    await postern.send({ target: '/api/external/short' })
    await postern.headline.filter({ hasText: 'No.' }).waitFor()
    const badge = main().getByRole('banner').or(main()).getByText('400', { exact: true }).last()
    const before = await badge.boundingBox()
    await postern.send({ target: '/api/external/long' })
    await postern.headline.filter({ hasText: 'very very' }).waitFor()
    const after = await badge.boundingBox()
    expect(after?.width).toBe(before?.width)
    const trace = main().getByTitle(`Trace ID ${TRACE}`)
    expect(await trace.innerText()).toMatch(/^trace\s+a{8}…/)
    expect(new Set(await tops(`[title="Trace ID ${TRACE}"] .mono`)).size).toBe(1)
    expect(await complaints(postern.page)).toEqual([])
  })

  it('names no key where none was sent, once', async () => {
    expect(await main().getByText('no key', { exact: true }).count()).toBe(1)
    expect(await main().innerText()).not.toContain('key no key')
  })

  it('leaves each fact to one place', async () => {
    const text = await postern.page.getByRole('region', { name: 'Selected exchange' }).innerText()
    const advice = (await postern.retry.innerText()).replace(/^Retry: \S[^\n]*\n/, '')
    expect(text.split(advice)).toHaveLength(2)
    expect(text.match(/GET \/api\/external\/long/g)).toHaveLength(1)
  })

  it('isolates what is written from right to left', async () => {
    await postern.send({ target: '/api/external/hebrew' })
    await postern.headline.filter({ hasText: 'הלקוח' }).waitFor()
    const alone = await main()
      .getByText(RIGHT_TO_LEFT)
      .evaluateAll((elements) =>
        elements.filter((element) => element.closest('[role=tabpanel], h1')).map(({ tagName }) => tagName),
      )
    expect(alone.length).toBeGreaterThan(1)
    expect(new Set(alone)).toEqual(new Set(['BDI']))
  })

  it('has the columns of records of which one holds a long value', async () => {
    await postern.send({ target: '/api/external/many' })
    await main().getByRole('columnheader', { name: 'note' }).waitFor()
    expect(await main().getByRole('region', { name: 'Retry' }).count()).toBe(0)
  })
})

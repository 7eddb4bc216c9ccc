import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PRESETS } from '../../app/contract/presets.ts'
import { DEFAULT_SETTINGS } from '../../app/settings/settings.ts'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('the attempts of an exchange', () => {
  const data = createDataFolder()
  let postern: Postern

  const panel = () => postern.page.getByRole('tabpanel', { name: /^Attempts/ })
  const lines = async () => (await panel().getByRole('listitem').allInnerTexts()).map((text) => text.trim())
  /** From the left edge of the row, in shares of its width. */
  const spans = async (rows: ReturnType<typeof panel>) =>
    rows.evaluateAll((all) =>
      all.map((row) => {
        const axis = row.querySelector('.axis')?.getBoundingClientRect()
        const span = row.querySelector('.span')?.getBoundingClientRect()
        if (!axis || !span) return [0, 0]
        return [(span.left - axis.left) / axis.width, (span.right - axis.left) / axis.width]
      }),
    )

  /** The newest exchange, as it is kept. */
  const kept = () =>
    postern.page.evaluate(async () => {
      const list = await window.postern.call('history:list', { query: null, before: null, limit: 1 })
      const id = list.ok ? (list.value.items[0]?.id ?? '') : ''
      const exchange = await window.postern.call('history:get', { id })
      if (!exchange.ok) throw new Error(exchange.error.message)
      return exchange.value
    })

  beforeAll(async () => {
    // The second pause lasts until it is cancelled, however slow this machine is.
    const profiles = PRESETS.filter(({ id }) => id === 'sandbox').map((profile) => ({
      ...profile,
      retry: { ...profile.retry, backoffMs: [1000, 60_000, 60_000, 60_000] },
    }))
    writeFileSync(join(data.path, 'settings.json'), JSON.stringify({ ...DEFAULT_SETTINGS, profiles }))
    postern = await startPostern(data.path)
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('shows the token exchange as its own bar, each try, and each wait with its reason and rule', async () => {
    await postern.send({
      target: '/api/external/incidentreports/reportdata?incidentReportId=5013',
      key: 'incidentreport',
    })
    await postern.page.getByRole('tab', { name: /^Attempts/ }).click()
    // The wait that is going on is drawn too.
    const progress = panel().getByRole('region', { name: 'Progress' })
    await progress.getByText(/Waiting .* before attempt 3 of 5/).waitFor()
    await progress.getByText('Postern retries after 1 min.').waitFor()
    expect(await progress.innerText()).not.toMatch(/Retry \d of/)
    expect(await postern.page.getByRole('region', { name: 'Progress' }).count()).toBe(1)
    await postern.page.getByRole('main').getByRole('button', { name: 'Cancel' }).first().click()
    await panel().getByText('You cancelled it.').waitFor()
    const all = await lines()
    const rows = all.filter((line) => /^(Token|Attempt|Waited)/.test(line))
    expect(rows[0]).toMatch(/^Token[\s\S]*200[\s\S]*ms/)
    expect(rows.filter((line) => line.startsWith('Attempt'))).toEqual([
      expect.stringMatching(/^Attempt 1[\s\S]*500[\s\S]*wait for the response/),
      expect.stringMatching(/^Attempt 2[\s\S]*500/),
    ])
    const waits = rows.filter((line) => line.includes('Postern retries'))
    expect(waits).toEqual([
      expect.stringMatching(/^Waited [1-9][\d.]* s\.[\s\S]*Postern retries after 1 s\./),
      expect.stringMatching(/^Waited [\s\S]*Postern retries after 1 min\.[\s\S]*You cancelled it\./),
    ])
    expect(rows.filter((line) => line.startsWith('Waited'))).toHaveLength(2)
    expect(await panel().getByTitle('server-error-back-off').count()).toBe(2)
  })

  it('draws them in order and to scale, with times beside it', async () => {
    const rows = panel()
      .getByRole('listitem')
      .filter({ hasText: /^\s*(Token|Attempt|Waited)/ })
    const places = await spans(rows)
    const starts = places.map(([start = 0]) => start)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(places.at(-1)?.[1]).toBeCloseTo(1, 1)
    const waited = await spans(rows.filter({ hasText: 'Postern retries after 1 s.' }))
    const first = waited[0]?.[0] ?? 0
    const last = waited[0]?.[1] ?? 0
    const { attempts, startedAt, endedAt } = await kept()
    const wholeMs = Date.parse(endedAt ?? '') - Date.parse(startedAt)
    const waitedMs = attempts.at(-1)?.timing.waitedMs ?? 0
    expect(waitedMs).toBeGreaterThanOrEqual(1000)
    expect(last - first).toBeCloseTo(waitedMs / wholeMs, 1)
    expect(
      await panel()
        .getByText(/^\d+(\.\d+)? s$/)
        .count(),
    ).toBeGreaterThan(0)
    expect(await complaints(postern.page)).toEqual([])
  })
})

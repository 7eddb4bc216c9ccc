import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

  beforeAll(async () => {
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
    await panel()
      .getByText(/Waiting .*Retry 2 of 4/)
      .waitFor()
    await postern.page.getByRole('main').getByRole('button', { name: 'Cancel' }).first().click()
    await panel().getByText('You cancelled it.').waitFor()
    const all = await lines()
    const rows = all.filter((line) => /^(Token|Attempt|Waited)/.test(line))
    expect(rows[0]).toMatch(/^Token[\s\S]*200[\s\S]*ms/)
    expect(rows.filter((line) => line.startsWith('Attempt'))).toEqual([
      expect.stringMatching(/^Attempt 1[\s\S]*500[\s\S]*wait for the answer/),
      expect.stringMatching(/^Attempt 2[\s\S]*500/),
    ])
    const waits = rows.filter((line) => line.includes('Retry'))
    expect(waits).toEqual([
      expect.stringMatching(/^Waited 1\.\d s\.[\s\S]*Retry 1 of 4[\s\S]*server-error-back-off/),
      expect.stringMatching(/^Waited .*Retry 2 of 4[\s\S]*You cancelled it\.[\s\S]*server-error-back-off/),
    ])
  })

  it('draws them in order and to scale, with times beside it', async () => {
    const rows = panel()
      .getByRole('listitem')
      .filter({ hasText: /^\s*(Token|Attempt|Waited)/ })
    const places = await spans(rows)
    const starts = places.map(([start = 0]) => start)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(places.at(-1)?.[1]).toBeCloseTo(1, 1)
    const waited = await spans(rows.filter({ hasText: 'Retry 1 of 4' }))
    const first = waited[0]?.[0] ?? 0
    const last = waited[0]?.[1] ?? 0
    // One second of no more than three.
    expect(last - first).toBeGreaterThan(0.3)
    expect(await panel().getByText('1 s', { exact: true }).count()).toBeGreaterThan(0)
    expect(await complaints(postern.page)).toEqual([])
  })
})

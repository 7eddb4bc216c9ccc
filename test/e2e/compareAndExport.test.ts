import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('an exchange, compared and exported', () => {
  const data = createDataFolder()
  let postern: Postern

  const detail = () => postern.page.getByRole('region', { name: 'Selected exchange' })
  const dialog = () => postern.page.getByRole('dialog', { name: 'Export this exchange' })

  beforeAll(async () => {
    postern = await startPostern(data.path)
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('a replay says by itself that nothing has changed', async () => {
    await postern.send({ target: '/api/external/sites?customerId=1099' })
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    await postern.page.keyboard.press('ControlOrMeta+r')
    const card = detail().getByRole('region', { name: 'Compared with the original' })
    await card.getByText('It fails as before').waitFor()
    expect(await card.getByRole('table', { name: 'Differences' }).count()).toBe(0)
  })

  it('any two are compared: the later one is what became of the earlier', async () => {
    await postern.exchangeAct('Compare with…')
    await postern.send({ target: '/api/external/sites?customerId=7' })
    const card = detail().getByRole('region', { name: /^Compared with GET/ })
    await card.getByText('Fixed').waitFor()
    const rows = card.getByRole('table', { name: 'Differences' }).getByRole('row')
    expect(await rows.filter({ hasText: 'HTTP status' }).innerText()).toMatch(/403[\s\S]*200/)
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('compared')
    await card.getByRole('button', { name: 'Stop comparing' }).click()
    await card.waitFor({ state: 'hidden' })
  })

  it('sends the same with another key, and shows both bodies side by side', async () => {
    await postern.send({ target: '/api/external/sites', key: 'site-7' })
    await postern.headline.filter({ hasText: /^3 sites/ }).waitFor()
    await postern.exchangeAct('Send the same to…')
    const asked = postern.page.getByRole('dialog', { name: 'Send the same to…' })
    await asked.getByLabel('With key').selectOption('company')
    expect(await complaints(postern.page)).toEqual([])
    await asked.getByRole('button', { name: 'Send and compare' }).click()
    const card = detail().getByRole('region', { name: 'Compared with the original' })
    await card.getByText('company').waitFor()
    await postern.headline.filter({ hasText: /^9 sites/ }).waitFor()
    await card.getByRole('button', { name: 'Bodies side by side…' }).click()
    const both = postern.page.getByRole('dialog', { name: 'Bodies side by side' })
    await both.getByRole('textbox', { name: 'Body before' }).waitFor()
    const now = both.getByRole('textbox', { name: 'Body now' })
    await now.getByText('Kestrel Warehouse').first().waitFor()
    expect(await both.getByRole('textbox', { name: 'Body before' }).innerText()).not.toContain(
      'Kestrel Warehouse',
    )
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('side-by-side')
    const marks = await both
      .locator('.cm-collapsedLines')
      .evaluateAll((lines) =>
        lines.flatMap((line) => [
          getComputedStyle(line, '::before').content,
          getComputedStyle(line, '::after').content,
        ]),
      )
    // Of what the editor brings along, the fonts of the page have no sign.
    expect(new Set(marks)).toEqual(new Set(['"…"']))
    // A line that is new as a whole is marked at its edge, and a word within a line beneath it.
    const beneath = (line: RegExp) =>
      now
        .locator('.cm-changedLine', { hasText: line })
        .first()
        .locator('.cm-changedText')
        .evaluate((text) => getComputedStyle(text).textDecorationLine)
    expect([await beneath(/"count": 9/), await beneath(/Kestrel Warehouse/)]).toEqual(['underline', 'none'])
    const { height } = (await both.boundingBox()) ?? { height: 0 }
    expect(height).toBeGreaterThan(0.8 * (await postern.page.evaluate(() => innerHeight)))
    await both.getByRole('button', { name: 'Close' }).click()
    await both.waitFor({ state: 'hidden' })
  })

  it('lists what differs in a long body part by part', async () => {
    await postern.send({ target: '/api/external/timesheets?limit=100', key: 'timesheet' })
    await postern.headline.filter({ hasText: /timesheet/i }).waitFor()
    await postern.exchangeAct('Compare with…')
    await postern.send({ target: '/api/external/timesheets?limit=100&direction=prev' })
    const card = detail().getByRole('region', { name: /^Compared with GET/ })
    const rows = card.getByRole('table', { name: 'Differences' }).getByRole('row')
    await card.getByRole('button', { name: /^Show \d+ more differences$/ }).click()
    const first = await rows.count()
    await card.getByRole('button', { name: /^Read on: \d+ further changes? of the body$/ }).click()
    await card.getByRole('button', { name: /^Read on/ }).waitFor({ state: 'hidden' })
    expect(await rows.count()).toBeGreaterThan(first)
    const what = await rows.getByRole('rowheader').allInnerTexts()
    expect(new Set(what).size).toBe(what.length)
    await card.getByRole('button', { name: 'Stop comparing' }).click()
    await card.waitFor({ state: 'hidden' })
  })

  it('shows exactly what it writes to the file that the system’s dialog names', async () => {
    const file = join(data.path, 'given.md')
    await postern.app.evaluate(({ dialog: systemDialog }, filePath) => {
      systemDialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, file)
    await postern.exchangeAct('Export…')
    await dialog().getByLabel('Support bundle').check()
    const preview = dialog().getByRole('group', { name: 'What will leave' })
    await preview.filter({ hasText: '## Attempts' }).waitFor()
    await postern.picture('exported')
    await dialog().getByRole('button', { name: 'Save as…' }).click()
    await dialog().getByText('Saved as given.md').waitFor()
    // Only the lines in view are drawn, their indent apart, and long ones in pieces.
    const squeezed = (text: string) => text.replaceAll(/\s/g, '')
    const shown = squeezed((await preview.locator('.line').allTextContents()).join(''))
    expect(shown.length).toBeGreaterThan(300)
    expect(squeezed(readFileSync(file, 'utf8')).slice(0, shown.length)).toBe(shown)
    await dialog().getByRole('button', { name: 'Close' }).click()
  })

  it('says when the file cannot be written, and keeps the dialog open', async () => {
    await postern.app.evaluate(
      ({ dialog: systemDialog }, filePath) => {
        systemDialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
      },
      join(data.path, 'no-such-folder', 'given.har'),
    )
    await postern.exchangeAct('Export…')
    await dialog().getByLabel('HAR').check()
    await dialog().getByRole('button', { name: 'Save as…' }).click()
    await dialog().getByRole('alert').filter({ hasText: 'Postern could not write given.har' }).waitFor()
    await postern.page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
  })
})

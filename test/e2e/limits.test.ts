import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('the limits of keys', () => {
  let postern: Postern

  const main = () => postern.page.getByRole('main')

  /** How many pixels of the chart are of a colour. */
  const inkOf = (colour: string) =>
    postern.page.evaluate((name) => {
      const probe = document.body.appendChild(document.createElement('i'))
      probe.style.color = `var(${name})`
      const [red, green, blue] = (getComputedStyle(probe).color.match(/\d+/g) ?? []).map(Number)
      probe.remove()
      const canvas = document.querySelector('canvas')
      const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
      let count = 0
      for (let at = 0; at < pixels.length; at += 4) {
        if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue) count += 1
      }
      return count
    }, colour)

  beforeAll(async () => {
    postern = await startPostern()
  })

  afterAll(() => postern.quit())

  it('shows what waits with a key, and lets it be given up there', async () => {
    await postern.goTo('Sandbox')
    await main()
      .getByRole('button', { name: /^Test gateway-429/ })
      .click()
    await postern.goTo('Keys')
    const row = postern.keyRow('site-7')
    await row.getByText('The API returned 429 after 1 request from Postern.').waitFor()
    const waiting = row.getByRole('region', { name: 'Waiting with site-7' })
    await waiting.getByRole('button', { name: 'Send now: GET /sites' }).waitFor()
    // Why it waits is said once, and how long once.
    expect(await waiting.innerText()).not.toMatch(/429|rate limit|rate window/)
    expect(await complaints(postern.page)).toEqual([])
    await waiting.getByRole('button', { name: 'Cancel: GET /sites' }).click()
    await waiting.waitFor({ state: 'detached' })
  })

  it('shows how much of this minute a key has used, its cells to the pointer and the keyboard, and what it sent', async () => {
    const minute = postern
      .keyRow('site-7')
      .getByRole('button', { name: /^1\/60 · 0:\d\d: show what site-7 sent$/ })
    await minute.focus()
    await postern.page.getByRole('tooltip').getByText('The API returned 429.').waitFor()
    await postern.page.keyboard.press('Escape')
    await postern.page.getByRole('tooltip').waitFor({ state: 'detached' })
    await minute.press('Enter')
    const filter = postern.page.getByRole('combobox', { name: 'Filter the history' })
    await expect.poll(() => filter.inputValue()).toBe('profile:sandbox key:site-7')
    await postern.history.getByRole('option', { name: /GET .*sites/ }).waitFor()
    await postern.goTo('Keys')
  })

  it('draws the last hour in the colours of the theme, and tells it as a table', async () => {
    const { page } = postern
    const chart = main().getByRole('img', { name: '1 attempt in the last hour, 1 with 429' })
    await chart.waitFor()
    const inks: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const ink = await page.waitForFunction((before) => {
        const canvas = document.querySelector('canvas')
        const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
        const seen = new Map<string, number>()
        for (let at = 0; pixels && at < pixels.length; at += 4) {
          const colour = [...pixels.slice(at, at + 4)].join()
          if (pixels[at + 3] === 255) seen.set(colour, (seen.get(colour) ?? 0) + 1)
        }
        const [most] = [...seen].sort(([, one], [, other]) => other - one)
        return most && most[0] !== before ? most[0] : null
      }, inks[0])
      inks.push((await ink.jsonValue()) ?? '')
    }
    expect(new Set(inks).size).toBe(2)
    // The foot of the bar, and the mark above it.
    expect(await inkOf('--warning-text')).toBeGreaterThan(10)
    expect(await inkOf('--warning')).toBeGreaterThan(2)
    await main().getByText('As a table').click()
    const table = main().getByRole('table', { name: 'The last hour by the minute' })
    expect(await table.getByRole('row').last().innerText()).toMatch(/\d\d:\d\d\s+1\s+1$/)
  })

  it('leads from a 429 to its exchange', async () => {
    await main()
      .getByRole('button', { name: /GET \/api\/external\/sites$/ })
      .click()
    await postern.headline.waitFor()
    await postern.page.getByRole('region', { name: 'Selected exchange' }).getByText('429').first().waitFor()
  })
})

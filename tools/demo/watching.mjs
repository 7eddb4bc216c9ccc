import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { enter } from './walk.mjs'

/**
 * Starts the program behind the URL that the room shows.
 * @param {import('playwright').Page} page
 */
async function runProgram(page) {
  const shown = page.getByText(/^http:\/\/127\.0\.0\.1:\d+$/).first()
  const program = fileURLToPath(new URL('program.mjs', import.meta.url))
  const env = { ...process.env, BASE: (await shown.textContent()) ?? '' }
  await once(spawn(process.execPath, [program], { env, stdio: 'inherit' }), 'close')
}

/** @type {readonly import('./scenes.mjs').Scene[]} */
export const watching = [
  {
    name: 'capture',
    play: async (page) => {
      await enter(page, 'Capture')
      await page.getByRole('button', { name: 'Start capture' }).click()
      await runProgram(page)
      await page
        .getByRole('row', { name: /subscribers/ })
        .first()
        .waitFor()
    },
  },
  {
    name: 'check',
    play: async (page) => {
      await enter(page, 'Check')
      const rules = page.getByRole('listbox', { name: 'Rules' })
      await rules.getByRole('option', { name: /repeated-unsafe/ }).click()
      await page.getByRole('article', { name: /POST|write/i }).waitFor()
    },
  },
  {
    name: 'webhooks',
    play: async (page) => {
      await enter(page, 'Webhooks')
      await page.getByRole('button', { name: 'Start listening' }).click()
      await page.getByRole('button', { name: 'Test with sandbox' }).click()
      await page.getByRole('button', { name: 'timesheet.approve' }).click()
      await page.getByRole('heading', { name: /^Signed bytes/ }).waitFor()
    },
  },
]

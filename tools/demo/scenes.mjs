import { busyHour, twoDays } from './pasts.mjs'
import { watching } from './watching.mjs'
import { enter, headlineSays, send } from './walk.mjs'

/** @typedef {import('playwright').Page} Page */

/**
 * @typedef {object} Scene A picture of the app, and what a person does to see it.
 * @property {string} name of the picture's file
 * @property {(page: Page) => Promise<void>} play
 */

const OUTSIDE = 'Customer 1099 is outside the scope of this API key.'
/** What a program printed of a refused request. */
const REFUSED = `GET /api/external/sites?customerId=1099 failed with 403: ${JSON.stringify({
  status: { code: 100, errorMessage: OUTSIDE },
  data: null,
  count: null,
  message: OUTSIDE,
  errors: [{ code: 100, message: OUTSIDE }],
})}`

/** @type {readonly Scene[]} */
const firstStart = [
  {
    name: 'first-start',
    play: async (page) => void (await page.getByRole('heading', { name: 'What failed?' }).waitFor()),
  },
]

/**
 * Played in order, so that each finds what those before it left.
 * @type {readonly Scene[]}
 */
const workday = [
  {
    name: 'history',
    play: async (page) => {
      await send(page, '/api/external/incidentreports/reportdata?incidentReportId=5013', 'incidentreport')
      // Two waits are enough to be seen.
      await page.getByText(/before attempt 4/).waitFor()
      await page.getByRole('button', { name: 'Cancel' }).first().click()
      await page.getByRole('button', { name: 'Cancel' }).first().waitFor({ state: 'detached' })
      await send(page, '/api/external/sites?customerId=1099')
      await headlineSays(page, /1099/)
      // Problems are counted once failures pause.
      await page.getByRole('region', { name: 'Seen before' }).waitFor()
    },
  },
  {
    name: 'attempts',
    play: async (page) => {
      await page
        .getByRole('option', { name: /reportdata/ })
        .first()
        .click()
      await page.getByRole('tab', { name: 'Attempts' }).click()
    },
  },
  {
    name: 'envelope',
    play: async (page) => {
      await page
        .getByRole('option', { name: /timesheets\?limit/ })
        .first()
        .click()
      await headlineSays(page, /timesheets/)
      await page.getByRole('tab', { name: /^Body/ }).click()
    },
  },
  {
    name: 'composer',
    play: async (page) => {
      await page
        .getByRole('combobox', { name: 'Path or URL' })
        .fill('/api/external/timesheets?siteIds=31,77&limit=50')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: /^Parts of the request/ }).click()
      await page.getByRole('textbox', { name: 'limit' }).waitFor()
    },
  },
  {
    name: 'compare',
    play: async (page) => {
      await page.getByRole('button', { name: /^Parts of the request/ }).click()
      await page.getByRole('tab', { name: 'Diagnosis' }).click()
      await page
        .getByRole('option', { name: /customerId=1099/ })
        .first()
        .click()
      await page.getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Compare with…' }).click()
      await send(page, '/api/external/sites?customerId=7')
      const card = page.getByRole('region', { name: /^Compared with/ })
      await card.getByText('Fixed').waitFor()
    },
  },
  {
    name: 'replay-plan',
    play: async (page) => {
      await page.getByRole('button', { name: 'Stop comparing' }).click()
      await page.getByRole('button', { name: /^Replay \d+ failed…$/ }).click()
      await page.getByRole('dialog').getByLabel('Key for Sandbox').waitFor()
    },
  },
  {
    name: 'replay',
    play: async (page) => {
      await page.evaluate(`window.postern.call('sandbox:addFault', { spec: 'slow=20s;times=9' })`)
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Replay \d/ })
        .click()
      await page.getByRole('button', { name: /^Activity: / }).click()
      await page.getByRole('progressbar', { name: 'Replayed' }).waitFor()
    },
  },
  {
    name: 'problems',
    play: async (page) => {
      const banner = page.getByRole('region', { name: 'Replay', exact: true })
      await banner.getByRole('button', { name: 'Cancel' }).click()
      await banner.getByRole('button', { name: 'Close' }).click()
      await page.evaluate(`window.postern.call('sandbox:clearFaults')`)
      await enter(page, 'Problems')
      await page.getByRole('option', { name: /1099/ }).first().click()
    },
  },
  {
    name: 'keys',
    play: async (page) => {
      await page.getByRole('navigation').getByText('Keys').click()
    },
  },
  {
    name: 'explain',
    play: async (page) => {
      await enter(page, 'History')
      await page.keyboard.press('ControlOrMeta+3')
      await page.getByRole('textbox', { name: 'What failed' }).fill(REFUSED)
      await page.getByRole('heading', { name: /1099/ }).waitFor()
    },
  },
  {
    name: 'sandbox',
    play: async (page) => {
      await page.keyboard.press('Escape')
      await enter(page, 'Sandbox')
      await page.getByLabel('for the next').fill('3')
      await page.getByRole('button', { name: 'Switch on slow' }).click()
      await page.getByRole('region', { name: 'Switched on' }).getByText('next 3 requests').waitFor()
      await page.getByRole('button', { name: 'Dismiss', exact: true }).click()
    },
  },
  {
    name: 'catalog',
    play: async (page) => {
      await page.getByRole('button', { name: 'Switch all off' }).click()
      await enter(page, 'Catalog')
      await page.getByRole('main').locator('input:focus').waitFor()
      await page.keyboard.type('rate')
      await page
        .getByRole('option', { name: /rate limit is used up/ })
        .first()
        .click()
      await page.getByRole('heading', { name: 'The rate limit is used up' }).waitFor()
    },
  },
  {
    name: 'settings',
    play: async (page) => {
      await enter(page, 'Settings')
      await page.getByRole('button', { name: /Guardhouse AU/ }).click()
      await page.getByRole('heading', { name: 'Settings of Guardhouse AU' }).waitFor()
    },
  },
  {
    name: 'settings-app',
    play: async (page) => {
      await page.getByRole('button', { name: /^This app/ }).click()
      await page.getByRole('heading', { name: 'Settings of this app' }).waitFor()
    },
  },
  {
    name: 'palette',
    play: async (page) => {
      await page.getByRole('navigation', { name: 'Rooms' }).getByText('History').click()
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('site')
      await page.getByRole('option', { name: /List sites/ }).waitFor()
    },
  },
]

/** @type {readonly Scene[]} */
const atTheLimit = [
  {
    name: 'limits',
    play: async (page) => {
      await page.evaluate(`window.postern.call('sandbox:addFault', { spec: 'gateway-429;times=1' })`)
      await send(page, '/api/external/staffs?limit=20', 'company')
      await send(page, '/api/external/sites?customerId=7', 'site-7')
      await send(page, '/api/external/sites?customerId=12')
      await page.evaluate(`window.postern.call('sandbox:addFault', { spec: 'gateway-429;times=1' })`)
      await send(page, '/api/external/timesheets?limit=50')
      await page.getByRole('navigation').getByText('Keys').click()
      await page
        .getByRole('button', { name: /^Send now/ })
        .first()
        .waitFor()
      await page.getByText('attempts in a minute').scrollIntoViewIfNeeded()
    },
  },
]

/**
 * @typedef {object} Act An app of its own, with what it has been through.
 * @property {readonly import('./past.mjs').Sending[]} past
 * @property {readonly Scene[]} scenes
 */

/** @type {readonly Act[]} */
export const acts = [
  { past: [], scenes: firstStart },
  { past: twoDays, scenes: workday },
  { past: busyHour, scenes: atTheLimit },
  { past: [], scenes: watching },
]

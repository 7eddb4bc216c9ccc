import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern, type Room } from './postern.ts'
import { complaints } from './support/complaints.ts'
import { layoutFaults, nameless, resize } from './support/layout.ts'

interface Place {
  name: string
  /** The room that it is in; a dialog is opened there. */
  room: Room
  /** Which part of the history it is in, where a window shows one of them alone. */
  part?: 'list' | 'reading'
  /** What is done there to fill it, or to open the dialog. */
  open?: (postern: Postern) => Promise<void>
  /** What takes it away again; a dialog goes with Escape. */
  close?: (postern: Postern) => Promise<void>
}

const button = ({ page }: Postern, name: string | RegExp) =>
  page.getByRole('button', { name }).first().click()
const view = (name: string) => (postern: Postern) =>
  postern.page.getByRole('tablist', { name: 'Views of this exchange' }).getByRole('tab', { name }).click()
const tab = ({ page }: Postern, name: string) => page.getByRole('tab', { name }).first().click()
const note = ({ page }: Postern) => page.getByRole('textbox', { name: 'Note', exact: true })
const filter = ({ page }: Postern) => page.getByRole('combobox', { name: 'Filter the history' })
const dialogOf = ({ page }: Postern) => page.locator('dialog[open]')

const PLACES: readonly Place[] = [
  ...['Diagnosis', 'Body', 'Attempts', 'Request'].map((name): Place => ({
    name: `History, ${name}`,
    room: 'History',
    open: view(name),
  })),
  {
    name: 'History, several chosen',
    room: 'History',
    part: 'list',
    open: async ({ history, page }) => {
      await history.focus()
      await page.keyboard.press('Shift+ArrowDown')
      await page.getByRole('toolbar', { name: 'Selected exchanges' }).waitFor()
    },
    close: async ({ history, page }) => {
      await history.press('Escape')
      await page.getByRole('toolbar', { name: 'Selected exchanges' }).waitFor({ state: 'detached' })
      // Back to where it began, or the last row is reached after some times.
      await history.press('ArrowUp')
    },
  },
  {
    name: 'History, a note being written',
    room: 'History',
    open: async (app) => {
      await app.exchangeAct('Note')
      await note(app).waitFor()
    },
    close: async (app) => {
      await note(app).press('Escape')
      await note(app).waitFor({ state: 'detached' })
    },
  },
  {
    name: 'History, nothing found',
    room: 'History',
    part: 'list',
    open: async (app) => {
      await filter(app).fill('status:418')
      await app.page.getByText(/^Nothing in the history matches/).waitFor()
    },
    close: async (app) => {
      await filter(app).fill('')
      await app.history.getByRole('option').first().waitFor()
    },
  },
  ...['Parameters', 'Headers', 'Body'].map((part): Place => ({
    name: `the request, ${part}`,
    room: 'History',
    part: 'list',
    open: async (app) => {
      await button(app, /^Parts of the request/)
      await tab(app, part)
    },
    close: (app) => button(app, /^Parts of the request/),
  })),
  { name: 'Problems', room: 'Problems' },
  { name: 'Check, nothing to check', room: 'Check' },
  { name: 'Capture, stopped', room: 'Capture' },
  {
    name: 'Capture',
    room: 'Capture',
    open: async (app) => {
      await app.page.getByLabel('To', { exact: true }).selectOption('Sandbox')
      await button(app, 'Start capture')
      const url = await app.page
        .getByText(/^http:\/\/127\.0\.0\.1:\d+$/)
        .first()
        .textContent()
      const left = new AbortController()
      const asked = fetch(`${url ?? ''}/api/external/sites?name=${'long'.repeat(40)}`, left)
      const row = app.page.getByRole('table', { name: 'Captured requests' }).getByRole('row').last()
      // The sandbox hangs.
      await row.getByText('In progress').waitFor()
      left.abort()
      await expect(asked).rejects.toThrow()
      await row.getByText('cancelled').waitFor()
    },
    close: (app) => button(app, 'Stop capture'),
  },
  {
    name: 'Check',
    room: 'Check',
    open: async (app) => {
      await button(app, 'Check calls')
      await app.page.getByRole('listbox', { name: 'Rules' }).waitFor()
    },
  },
  {
    name: 'what is pasted',
    room: 'Catalog',
    open: async (app) => {
      await app.door()
    },
  },
  {
    name: 'a pasted response',
    room: 'Catalog',
    open: async (app) => {
      await (await app.door()).fill('HTTP/1.1 404 Not Found\n\n{"message":"No such route"}')
      await app.page.getByRole('tablist', { name: 'Views of this response' }).waitFor()
    },
  },
  {
    name: 'a pasted command',
    room: 'Catalog',
    open: async (app) => {
      await (await app.door()).fill('curl https://a.example/api/external/sites')
      await button(app, 'Read the command')
      await app.page.getByRole('button', { name: 'Send it' }).waitFor()
    },
  },
  { name: 'Keys', room: 'Keys' },
  {
    name: 'Keys, one being renamed',
    room: 'Keys',
    open: (app) => app.keyAct('spare', 'Rename…'),
    close: (app) => app.page.keyboard.press('Escape'),
  },
  {
    name: 'Keys, one to be removed',
    room: 'Keys',
    open: (app) => app.keyAct('spare', 'Remove…'),
    close: (app) => button(app, 'Keep it'),
  },
  { name: 'Sandbox', room: 'Sandbox' },
  { name: 'Catalog', room: 'Catalog' },
  { name: 'Settings of a profile', room: 'Settings' },
  { name: 'Settings of the app', room: 'Settings', open: (app) => button(app, /^This app/) },
  {
    name: 'Activity',
    room: 'History',
    open: async (app) => {
      await (await app.work('Replay')).getByRole('button', { name: 'Pause' }).waitFor()
    },
    close: (app) => button(app, 'Close Activity'),
  },
  { name: 'the palette', room: 'History', open: ({ page }) => page.keyboard.press('ControlOrMeta+k') },
  { name: 'the shortcuts', room: 'History', open: (app) => button(app, '? for shortcuts') },
  { name: 'the entry of a key', room: 'Keys', open: (app) => button(app, 'Enter a key for Guardhouse AU…') },
  { name: 'an export', room: 'History', open: ({ page }) => page.keyboard.press('ControlOrMeta+s') },
]

const SIZES = [
  { name: 'the smallest window', width: 900, height: 600, zoom: 1 },
  { name: '200 % zoom', width: 1440, height: 900, zoom: 2 },
  { name: 'the smallest window at 200 % zoom', width: 900, height: 600, zoom: 2 },
] as const

describe('every room and dialog, with something in it', () => {
  let postern: Postern

  /** Which of the two a window shows that has no room for both. */
  async function turnTo(part: 'list' | 'reading'): Promise<void> {
    const { page, history } = postern
    const back = page.getByRole('button', { name: 'Requests', exact: true })
    if (part === 'list' && (await back.isVisible())) await back.click()
    if (part === 'reading' && !(await postern.headline.isVisible())) await history.press('Enter')
  }

  async function goTo({ room, open, part = 'reading' }: Place): Promise<void> {
    const { page } = postern
    await postern.goTo(room)
    await page.getByRole('main').getByRole('heading').first().waitFor()
    if (room === 'History') await turnTo(part)
    await open?.(postern)
    if (room === 'History' && part === 'reading') await postern.headline.waitFor()
  }

  async function leave({ close }: Place): Promise<void> {
    await close?.(postern)
    if (await dialogOf(postern).count()) await postern.page.keyboard.press('Escape')
    await dialogOf(postern).waitFor({ state: 'detached' })
  }

  beforeAll(async () => {
    postern = await startPostern()
    const { page } = postern
    await resize(postern, { width: 1440, height: 900, zoom: 1 })
    for (const customer of [1097, 1098]) {
      await postern.send({ target: `/api/external/sites?customerId=${customer}` })
      await postern.headline.filter({ hasText: `Customer ${customer}` }).waitFor()
    }
    await postern.send({ target: '/api/external/staffs?limit=20' })
    await postern.headline.filter({ hasText: /staff/i }).waitFor()
    await postern.exchangeAct('Delete')
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await postern.send({ target: '/api/external/sites?customerId=1099' })
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    // A replay under way, which takes as long as this test.
    await page.evaluate(() => window.postern.call('sandbox:addFault', { spec: 'hang;times=99' }))
    await button(postern, /^Replay 3 failed…$/)
    await page.getByRole('dialog').getByRole('button', { name: 'Replay 3' }).click()
    await page.getByRole('button', { name: /^Activity: Replay/ }).waitFor()
    await postern.history.getByRole('option', { name: /1099/ }).last().click()
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    await postern.enterKey({ profile: 'Guardhouse AU', alias: 'spare', secret: 'sandbox-of-another-place' })
  })

  afterAll(() => postern.quit())

  it.each(PLACES)('$name: axe finds nothing in either theme, and everything has a name', async (place) => {
    await goTo(place)
    expect(await complaints(postern.page)).toEqual([])
    expect(await nameless(postern.page)).toEqual([])
    await leave(place)
  })

  it('underlines the open tab alone where the system sets the colours', async () => {
    const { page } = postern
    await postern.goTo('History')
    await page.emulateMedia({ forcedColors: 'active' })
    const tabs = page.getByRole('main').getByRole('tab')
    const [open, ...others] = await tabs.evaluateAll((elements) =>
      elements
        .toSorted((one) => (one.getAttribute('aria-selected') === 'true' ? -1 : 1))
        .map((element) => getComputedStyle(element).borderBlockEndColor),
    )
    const paper = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('i'))
      probe.style.color = 'Canvas'
      const { color } = getComputedStyle(probe)
      probe.remove()
      return color
    })
    expect(open).not.toBe(paper)
    expect(new Set(others)).toEqual(new Set([paper]))
    await page.emulateMedia({ forcedColors: 'none' })
  })

  it('moves nothing for those who want no motion', async () => {
    const { page } = postern
    await postern.goTo('History')
    // What is under way turns.
    const moving = () =>
      page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length)
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    await expect.poll(moving).toBeGreaterThan(0)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await expect.poll(moving).toBe(0)
  })

  describe.each(SIZES)('in $name', (size) => {
    beforeAll(() => resize(postern, size))

    it.each(PLACES)('$name can be used as a whole', async (place) => {
      await goTo(place)
      expect(await layoutFaults(postern.page)).toEqual([])
      await leave(place)
    })
  })
})

import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { COMMANDS, type CommandEntry } from '../../app/contract/commands.ts'
import { createDataFolder, startPostern, type Postern } from './postern.ts'

interface Item {
  id: string
  label: string
  accelerator: string | null
  menu: string
}

describe('the window', () => {
  let data: ReturnType<typeof createDataFolder>
  let postern: Postern

  const start = async () => {
    postern = await startPostern(data.path)
  }
  const sizeNow = () =>
    postern.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())
  const zoomNow = () =>
    postern.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor())
  const choose = (id: string) =>
    postern.app.evaluate(({ Menu }, wanted) => {
      Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click()
    }, id)

  beforeEach(() => {
    data = createDataFolder()
  })

  afterEach(async () => {
    await postern.quit()
    data.remove()
  })

  it('opens as it was left, zoom included, which only this user can read', async () => {
    await start()
    await postern.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 60, y: 50, width: 1111, height: 777 })
    })
    await postern.page.keyboard.press('ControlOrMeta+=')
    await postern.page.getByText('Zoom 110 %').waitFor({ state: 'attached' })
    const left = await sizeNow()
    await postern.quit()
    const file = join(data.path, 'window.json')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ zoom: 110 })
    expect(statSync(file).mode & 0o077).toBe(0)
    await start()
    expect(await sizeNow()).toEqual(left)
    expect(left).toMatchObject({ width: 1111, height: 777 })
    expect(await zoomNow()).toBeCloseTo(1.1)
  })

  it.each([
    ['far from every display', { bounds: { x: 90_000, y: 90_000, width: 1000, height: 700 } }],
    ['of no size at all', { bounds: { x: 0, y: 0, width: 0, height: 0 } }],
    ['that no window can have', { bounds: { x: 'left' }, zoom: -4 }],
  ])('opens where it can be used when it was left at a place %s', async (_, wrong) => {
    const place = { version: 1, isMaximised: false, isFullScreen: false, zoom: 100, ...wrong }
    writeFileSync(join(data.path, 'window.json'), JSON.stringify(place))
    await start()
    const bounds = await sizeNow()
    const area = await postern.app.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea)
    expect(bounds?.width).toBeGreaterThanOrEqual(900)
    expect(bounds?.height).toBeGreaterThanOrEqual(600)
    expect(bounds?.x).toBeLessThan(area.width)
    expect(bounds?.y).toBeLessThan(area.height)
    expect(await postern.page.getByRole('list', { name: 'Notices' }).count()).toBe(0)
  })

  it('has a menu that does what the palette does, with the shortcuts of the table', async () => {
    await start()
    const items: Item[] = await postern.app.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? []).flatMap(({ label: menu, submenu }) =>
        (submenu?.items ?? []).map(({ id, label, accelerator }) => ({
          id,
          label,
          menu,
          accelerator: accelerator ? String(accelerator) : null,
        })),
      ),
    )
    expect([...new Set(items.map(({ menu }) => menu))]).toEqual(['File', 'Edit', 'View', 'Window', 'Help'])
    for (const [id, command] of Object.entries<CommandEntry>(COMMANDS)) {
      const item = items.find((each) => each.id === id)
      expect(item, id).toMatchObject({ label: command.title })
      const [taught] = command.keys
      const key = { enter: 'Enter', '+': 'Plus' }[taught?.key ?? ''] ?? taught?.key.toUpperCase()
      expect(item?.accelerator, id).toBe(taught?.isModified ? `CommandOrControl+${key}` : null)
    }

    // Behind a dialog only the zoom works.
    const { page } = postern
    await choose('go-catalog')
    await page.getByRole('heading', { name: 'Catalog', level: 1 }).waitFor()
    await choose('shortcuts')
    const table = page.getByRole('table', { name: 'Shortcuts' })
    await table.waitFor()
    await choose('go-keys')
    await choose('zoom-in')
    await page.getByText('Zoom 110 %').waitFor({ state: 'attached' })
    await page.keyboard.press('Escape')
    await table.waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'Catalog', level: 1 }).waitFor()
    await page.keyboard.press('ControlOrMeta+0')
    await page.getByText('Zoom 100 %').waitFor({ state: 'attached' })
    // As a click on the notification does.
    await choose('show-replay')
    const filter = page.getByRole('combobox', { name: 'Filter the history' })
    await page.waitForFunction(
      (field) => field instanceof HTMLInputElement && field.value === 'is:replay',
      await filter.elementHandle(),
    )
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('the composer', () => {
  const data = createDataFolder()
  let postern: Postern

  const target = () => postern.page.getByRole('combobox', { name: 'Path or URL' })

  beforeAll(async () => {
    postern = await startPostern(data.path)
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('completes endpoints by keyboard, and marks what is to be filled in', async () => {
    const { page } = postern
    const endpoints = page.getByRole('listbox', { name: 'Endpoints' })
    await page.keyboard.press('ControlOrMeta+l')
    await page.keyboard.press('ArrowDown')
    await endpoints.getByRole('option', { name: /GET.*\/api\/external\/liveops/ }).waitFor()
    expect(await complaints(page)).toEqual([])
    await page.keyboard.press('Escape')
    await endpoints.waitFor({ state: 'hidden' })
    await target().fill('licences')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    expect(await target().inputValue()).toBe('/api/external/staffs/{id}/licenses')
    await page.keyboard.type('12')
    expect(await target().inputValue()).toBe('/api/external/staffs/12/licenses')
  })
})

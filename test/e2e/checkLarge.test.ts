import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillHistory } from '../bench/generatedHistory.ts'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

const ROWS = 20_000

describe('a check of many calls', () => {
  const data = createDataFolder()
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const query = () => main().getByRole('combobox', { name: 'Calls', exact: true })

  beforeAll(async () => {
    fillHistory(join(data.path, 'history.db'), ROWS)
    postern = await startPostern(data.path)
    await postern.goTo('Check')
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('offers how to go on with the query, as the filter of the history does', async () => {
    await query().fill('meth')
    await main()
      .getByRole('option', { name: /^method:/ })
      .waitFor()
    await query().press('ArrowDown')
    await query().press('Enter')
    expect(await query().inputValue()).toBe('method:')
    await main().getByRole('option', { name: /^GET/ }).waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('check-completion')
  })

  it('says how far it is, and can be cancelled', async () => {
    await query().fill('until:2100-01-01')
    await query().press('Escape')
    await query().press('Enter')
    const bar = main().getByRole('progressbar', { name: 'Exchanges read' })
    await bar.waitFor()
    await expect.poll(() => bar.getAttribute('max')).toBe(String(ROWS))
    await expect.poll(async () => Number(await bar.getAttribute('value'))).toBeGreaterThan(0)
    await postern.picture('check-progress')
    await main().getByRole('button', { name: 'Cancel' }).click()
    await bar.waitFor({ state: 'hidden' })
    expect(await main().getByRole('listbox', { name: 'Rules' }).count()).toBe(0)
    await main().getByRole('button', { name: 'Check calls' }).waitFor()
  })

  it('comes to a report when it is left alone', async () => {
    await main().getByRole('button', { name: 'Check calls' }).click()
    await main()
      .getByText(/^\d\d,\d{3} calls/)
      .waitFor()
    await main().getByRole('listbox', { name: 'Rules' }).waitFor()
  })
})

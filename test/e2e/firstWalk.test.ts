import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'

describe('a first walk through Postern', () => {
  const data = createDataFolder()
  let postern: Postern

  beforeAll(async () => {
    mkdirSync('test-results', { recursive: true })
    postern = await startPostern(data.path)
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('explains a success', async () => {
    await postern.send({ target: '/api/external/sites' })
    await postern.headline.filter({ hasText: /sites/ }).waitFor()
    expect(await postern.history.getByRole('option').count()).toBe(1)
  })

  it('explains a refused customer: who, what the key may see, and that a retry cannot help', async () => {
    await postern.send({ target: '/api/external/sites?customerId=1099' })
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
    expect(await postern.scope.getByRole('row', { name: /CustomerId/ }).innerText()).toMatch(
      /7, 12[\s\S]*1099/,
    )
    expect(await postern.retry.innerText()).toMatch(/^.*No/s)
    await postern.picture('refused-customer')
  })

  it('has both after a restart, and tells the same of the second', async () => {
    const before = await postern.headline.innerText()
    await postern.quit()
    postern = await startPostern(data.path)
    const rows = postern.history.getByRole('option')
    await rows.nth(1).waitFor()
    expect(await rows.count()).toBe(2)
    await rows.first().click()
    await postern.headline.filter({ hasText: before }).waitFor()
    expect(await postern.scope.getByRole('row', { name: /CustomerId/ }).innerText()).toMatch(/1099/)
  })
})

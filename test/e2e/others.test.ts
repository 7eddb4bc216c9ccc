import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDataFolder, environment, projectFolder, startPostern, type Postern } from './postern.ts'

const data = createDataFolder()
let postern: Postern

beforeAll(async () => {
  postern = await startPostern(data.path)
})

afterAll(async () => {
  await postern.quit()
  data.remove()
})

it('what the headless tool keeps appears in the window by itself, and what is read stays', async () => {
  await postern.send({ target: '/api/external/sites?customerId=1099' })
  await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
  await promisify(execFile)(
    process.execPath,
    [join(projectFolder, 'out/cli.js'), 'send', 'GET', '/api/external/customers?customerId=7', '--keep'],
    { env: { ...environment(), POSTERN_DATA: data.path } },
  ).catch((error: { code?: number }) => {
    // 1 says that the API refused, which is an answer as well.
    if (error.code !== 1) throw error
  })
  await postern.history.getByRole('option', { name: /customers\?customerId=7/ }).waitFor()
  expect(await postern.history.getByRole('option').count()).toBe(2)
  expect(await postern.headline.innerText()).toContain('Customer 1099')
})

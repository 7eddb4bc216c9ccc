import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createDataFolder,
  electronPath,
  environment,
  launchArguments,
  startPostern,
  type Postern,
} from './postern.ts'

const REFUSED =
  '{"status":{"code":100,"errorMessage":"No"},"data":null,"count":null,"message":"No","errors":[]}'
const link = (status: number) => `postern://explain?status=${status}&body=${encodeURIComponent(REFUSED)}`

let data: ReturnType<typeof createDataFolder>
let postern: Postern
beforeEach(() => {
  data = createDataFolder()
})
afterEach(async () => {
  await postern.quit()
  data.remove()
})

/**
 * What the system does when a link is followed while the app is open: it starts the program once more. One that does not
 * end has not found the first, and is ended here.
 */
async function follow(address: string): Promise<void> {
  const second = spawn(electronPath(), [...launchArguments(), address], {
    env: { ...environment(), POSTERN_DATA: data.path },
    stdio: 'ignore',
  })
  try {
    await once(second, 'exit', { signal: AbortSignal.timeout(30_000) })
  } catch (cause) {
    second.kill()
    throw new Error(`The second start of ${address} did not end`, { cause })
  }
}

it('shows what a link brings at the start, and sends nothing', async () => {
  postern = await startPostern(data.path, { args: [...launchArguments(), link(403)] })
  const { page } = postern
  await expect.poll(() => page.getByLabel(/^HTTP status/).inputValue()).toBe('403')
  await page.getByText('403', { exact: true }).first().waitFor()
  await page.keyboard.press('Escape')
  await postern.goTo('History')
  expect(await postern.history.getByRole('option').count()).toBe(0)
})

it('and one that is followed while the app is open; what it cannot read it refuses, and says why', async () => {
  postern = await startPostern(data.path)
  const { page } = postern
  await follow(link(404))
  await expect.poll(() => page.getByLabel(/^HTTP status/).inputValue()).toBe('404')

  await follow('postern://send?target=%2Fapi%2Fexternal%2Fsites')
  await page.getByText('Postern did not open a link').waitFor()
  expect(await page.getByLabel(/^HTTP status/).inputValue()).toBe('404')
  await page.keyboard.press('Escape')
  await postern.goTo('History')
  expect(await postern.history.getByRole('option').count()).toBe(0)
})

it('imports a recording that it is opened with, at the start and while it is open', async () => {
  const recording = (name: string) => {
    const path = join(data.path, name)
    const request = { method: 'GET', url: `https://api.example/api/external/sites?of=${name}` }
    writeFileSync(path, JSON.stringify({ log: { entries: [{ request, response: { status: 404 } }] } }))
    return path
  }
  postern = await startPostern(data.path, { args: [...launchArguments(), recording('first.har')] })
  const done = postern.page.getByRole('group', { name: 'Done' })
  await done.getByText('first.har: 1 imported').waitFor()
  await postern.history.getByRole('option', { name: /of=first/ }).waitFor()

  await follow(recording('second.har'))
  await done.getByText('second.har: 1 imported').waitFor()
  await postern.history.getByRole('option', { name: /of=second/ }).waitFor()

  await follow(join(data.path, 'not-there.har'))
  await postern.page.getByText('Postern imported nothing').waitFor()
  await postern.page.getByText('Postern could not read not-there.har').waitFor()
})

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { openHistory } from '../../../app/history/openHistory.ts'
import { redacted } from '../../fixtures/testRecorder.ts'
import { answered, asking } from '../../unit/replay/samples.ts'
import { createDataFolder, projectFolder, startPostern, type Postern } from '../postern.ts'

const KEYS = ['site-7', 'one-site', 'company', 'timesheet']
/** Below the rate window of 60 a minute for each of the keys. */
const PER_KEY = 50
const TOTAL = KEYS.length * PER_KEY
/** The POSTs among them, of one key. */
const UNSAFE = 5
const SAFE = TOTAL - UNSAFE
/** Of the same key, those that are sent before four of its requests get no response. */
const BEFORE = 20
/** Those that will be under way when the app quits: as many as a replay sends at a time for one key. */
const HELD = 4
const HELD_TARGET = '/api/external/staffs'

/** What failed at night: a 503 on reads of four keys, and on some calls that may have changed something. */
function failuresOfTheNight(): Exchange[] {
  return KEYS.flatMap((key, keyAt) =>
    Array.from({ length: PER_KEY }, (_, at) => {
      const isUnsafe = keyAt === 0 && at < UNSAFE
      const isHeld = keyAt === 0 && at >= UNSAFE + BEFORE && at < UNSAFE + BEFORE + HELD
      const path = isHeld ? HELD_TARGET : '/api/external/customers'
      return asking(answered(503, { key }, keyAt * 100_000 + at * 1000), {
        method: isUnsafe ? 'POST' : 'GET',
        url: `http://127.0.0.1:4010${isUnsafe ? '/api/webhook/subscribers' : path}`,
        route: isUnsafe ? '/api/webhook/subscribers' : path,
        idempotent: !isUnsafe,
      })
    }),
  )
}

describe('send again what failed at night, over a restart, within the rate limit', () => {
  const data = createDataFolder()
  let postern: Postern

  const dialog = () => postern.page.getByRole('dialog', { name: 'Replay what failed' })
  const job = () => postern.page.getByRole('region', { name: 'Replay', exact: true })

  beforeAll(async () => {
    const worker = pathToFileURL(join(projectFolder, 'out', 'historyWorker.js'))
    const history = await openHistory({ file: join(data.path, 'history.db'), worker })
    for (const exchange of failuresOfTheNight()) await history.put(redacted(exchange))
    await history.close()
    postern = await startPostern(data.path)
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('plans all of them, and leaves out what may have run', async () => {
    await postern.page.getByRole('button', { name: `Replay ${TOTAL} failed…` }).click()
    await dialog().getByText(`${SAFE} requests`).waitFor()
    await dialog()
      .getByRole('button', { name: `Replay ${SAFE}` })
      .waitFor()
  })

  it('replays within the rate window of each key, and pauses', async () => {
    await postern.page.evaluate(
      (spec) => window.postern.call('sandbox:addFault', { spec }),
      `hang;path=${HELD_TARGET};times=${HELD}`,
    )
    await dialog()
      .getByRole('button', { name: `Replay ${SAFE}` })
      .click()
    await postern.work('Replay')
    await job()
      .getByText(`${SAFE - (PER_KEY - UNSAFE - BEFORE)} of ${SAFE} sent`)
      .waitFor()
    await job().getByRole('button', { name: 'Pause' }).click()
    await job().getByText('Replay paused').waitFor()
    expect(await postern.history.getByRole('option', { name: /status 429/ }).count()).toBe(0)
  })

  it('goes on after a restart when it is told to, and says what is fixed', async () => {
    await postern.quit()
    postern = await startPostern(data.path)
    await job()
      .getByText(/^Postern ended during the replay of/)
      .waitFor()
    await job().getByRole('button', { name: 'Resume' }).click()
    await job()
      .getByText(`The replay has ended: ${SAFE} of ${SAFE} fixed · ${UNSAFE} skipped (unsafe).`)
      .waitFor()
    await postern.picture('night-replayed')
  })

  it('leaves in the list of failures those alone that may have run', async () => {
    await postern.page.keyboard.press('/')
    await postern.page.keyboard.type('status:503')
    await postern.page.getByRole('main').getByText(`${TOTAL} of`).waitFor()
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from '../postern.ts'

/** A scope was given to the key, so the problem is over; a week later somebody takes it away again. */
describe('notice that a resolved problem has come back', () => {
  const data = createDataFolder()
  let postern: Postern

  const main = () => postern.page.getByRole('main')
  const rail = (name: RegExp) =>
    postern.page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name })
  const row = (name: RegExp) =>
    main().getByRole('listbox', { name: 'Problems' }).getByRole('option', { name })
  const detail = () => main().getByRole('article')
  const refuse = async () => {
    await postern.send({ target: '/api/external/sites?customerId=1099' })
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
  }

  beforeAll(async () => {
    postern = await startPostern(data.path)
    await refuse()
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  it('resolve it, and see that nothing is open', async () => {
    await rail(/^Problems 1 open$/).click()
    await row(/Customer 1099/).click()
    await detail().getByRole('button', { name: 'Resolve' }).click()
    await main()
      .getByText(/^No open problem\./)
      .waitFor()
    await rail(/^Problems$/).waitFor()
  })

  it('hear of it where Postern is not in front, days later', async () => {
    await postern.quit()
    postern = await startPostern(data.path)
    await postern.app.evaluate(({ Notification, BrowserWindow }) => {
      Notification.isSupported = () => true
      Notification.prototype.show = function (this: Electron.Notification) {
        Object.assign(globalThis, { shown: this })
      }
      BrowserWindow.prototype.isFocused = () => false
    })
    await rail(/^Problems$/).waitFor()
    await refuse()
    await rail(/^Problems 1 open$/).waitFor()
    const title = await postern.app.evaluate(
      () => (Reflect.get(globalThis, 'shown') as { title: string }).title,
    )
    expect(title).toBe('A resolved problem happened again')
  })

  it('open it from there, and read since when it is back', async () => {
    await postern.app.evaluate(() => (Reflect.get(globalThis, 'shown') as NodeJS.EventEmitter).emit('click'))
    await row(/Customer 1099.*reopened/)
      .and(postern.page.getByRole('option', { selected: true }))
      .waitFor()
    await detail()
      .getByText(/You resolved it. It happened again/)
      .waitFor()
    await detail().getByText('2 times', { exact: true }).waitFor()
  })
})

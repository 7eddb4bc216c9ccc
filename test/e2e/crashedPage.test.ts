import { afterEach, beforeEach, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'

let postern: Postern

beforeEach(async () => {
  postern = await startPostern()
})

afterEach(() => postern.quit())

/** Ends the page's process as a fault of Chromium's would, and resolves once the page has been loaded again. */
function crash(): Promise<void> {
  return postern.app.evaluate(async ({ BrowserWindow }) => {
    const page = BrowserWindow.getAllWindows()[0]?.webContents
    if (!page) throw new Error('There is no window.')
    await new Promise<void>((resolve) => {
      page.once('did-finish-load', () => resolve())
      page.forcefullyCrashRenderer()
    })
  })
}

/** What can be read in the window: no page of Playwright's outlives a crash. */
function textOfPage(): Promise<string> {
  return postern.app.evaluate(async ({ BrowserWindow }) =>
    String(await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.body.innerText')),
  )
}

/** Answers the next message box with that button, and resolves once it was asked. */
function answerNextBox(response: number): Promise<void> {
  return postern.app.evaluate(
    ({ dialog }, chosen) =>
      new Promise<void>((resolve) => {
        dialog.showMessageBox = () => {
          resolve()
          return Promise.resolve({ response: chosen, checkboxChecked: false })
        }
      }),
    response,
  )
}

it('a page whose process ends is loaded again, and what had been kept is there', async () => {
  await postern.send({ target: '/api/external/sites?customerId=1099' })
  await postern.headline.filter({ hasText: '1099' }).waitFor()
  await crash()
  await expect.poll(textOfPage).toContain('Customer 1099')
})

it('one that fails again soon is opened when the user wants it, and ends the app otherwise', async () => {
  await crash()
  const opened = answerNextBox(0)
  await crash()
  await opened
  await expect.poll(textOfPage).toContain('Send')
  const ended = new Promise<void>((resolve) => postern.app.process().once('exit', () => resolve()))
  const quit = answerNextBox(1)
  // The app may be gone before either is told.
  await Promise.allSettled([quit, crash()])
  await ended
})

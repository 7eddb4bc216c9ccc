import { once } from 'node:events'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createDataFolder, projectFolder } from './postern.ts'
import { startAltered } from './support/alteredApp.ts'

/** Closes the dialog as a person would, and tells what it said. */
const MAIN = `
import { app, dialog } from 'electron'
dialog.showMessageBox = ({ message, detail }) => {
  console.error('shown: ' + message + '. ' + detail)
  return Promise.resolve({ response: 0, checkboxChecked: false })
}
await import('./out/main.js')
`

it('an app with a part missing says so, in a dialog and for scripts, and ends with exit code 1', async () => {
  const folder = createDataFolder()
  onTestFinished(folder.remove)
  const broken = join(folder.path, 'app')
  const data = join(folder.path, 'data')
  cpSync(join(projectFolder, 'out'), join(broken, 'out'), { recursive: true })
  rmSync(join(broken, 'out', 'historyWorker.js'))
  const app = startAltered(broken, MAIN, data)
  const ended = once(app, 'close')
  let output = ''
  for (const stream of [app.stdout, app.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  expect(await ended).toEqual([1, null])
  expect(output).toMatch(/Postern could not start: .*historyWorker\.js/)
  expect(output).toMatch(/shown: Postern could not start.*historyWorker\.js/)
  expect(output.indexOf('could not start:')).toBeLessThan(output.indexOf('shown:'))
  expect(output).not.toContain('Postern is ready')
  // What came before the failure is as after any other start, and does no harm to the next.
  expect(readdirSync(data)).not.toContain('history.db')
})

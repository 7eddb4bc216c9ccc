import { once } from 'node:events'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createDataFolder, projectFolder } from './postern.ts'
import { startAltered } from './support/alteredApp.ts'

/** Tells, when the app says that it is ready, whether there is anything to see; then ends it. */
const MAIN = `
import { app, BrowserWindow } from 'electron'
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = (text, ...rest) => {
  if (String(text).includes('is ready')) {
    write('on the screen: ' + BrowserWindow.getAllWindows().map((window) => window.isVisible()) + '\\n')
    app.quit()
  }
  return write(text, ...rest)
}
await import('./out/main.js')
`

it('is not said to be ready before its window is on the screen', async () => {
  const folder = createDataFolder()
  onTestFinished(folder.remove)
  const watched = join(folder.path, 'app')
  mkdirSync(watched)
  symlinkSync(join(projectFolder, 'out'), join(watched, 'out'))
  const app = startAltered(watched, MAIN, join(folder.path, 'data'))
  // What nobody reads would hold it up once the pipe is full.
  app.stderr.resume()
  let output = ''
  app.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await once(app, 'exit')
  expect(output).toContain('on the screen: true\nPostern is ready\n')
})

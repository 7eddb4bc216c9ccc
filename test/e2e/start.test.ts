import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDataFolder, electronPath, environment, projectFolder } from './postern.ts'

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

let folder: ReturnType<typeof createDataFolder>
beforeEach(() => {
  folder = createDataFolder()
})
afterEach(() => {
  folder.remove()
})

it('is not said to be ready before its window is on the screen', async () => {
  const watched = join(folder.path, 'app')
  mkdirSync(watched)
  symlinkSync(join(projectFolder, 'out'), join(watched, 'out'))
  writeFileSync(join(watched, 'package.json'), '{ "name": "watched", "type": "module", "main": "main.js" }')
  writeFileSync(join(watched, 'main.js'), MAIN)
  const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = spawn(electronPath(), [...switches, watched], {
    env: { ...environment(), POSTERN_DATA: join(folder.path, 'data') },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let output = ''
  app.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await once(app, 'exit')
  expect(output).toContain('on the screen: true\nPostern is ready\n')
})

import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { createDataFolder, projectFolder, startPostern } from './postern.ts'
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
  await once(app, 'close')
  expect(output).toContain('on the screen: true\nPostern is ready\n')
})

it('needs few scripts for its first screen, and asks for the fonts along with them', async () => {
  const postern = await startPostern()
  onTestFinished(postern.quit)
  const { scripts, fonts, early } = await postern.page.evaluate(async () => {
    const paths = (selector: string, name: string) =>
      [...document.querySelectorAll(selector)].map(
        (element) => new URL(element.getAttribute(name) ?? '', document.baseURI).pathname,
      )
    const faces = [...(await document.fonts.ready)].filter(({ status }) => status === 'loaded')
    return {
      scripts: [...paths('script[src]', 'src'), ...paths('link[rel=modulepreload]', 'href')],
      fonts: faces.map(({ family }) => family),
      early: paths('link[rel=preload][as=font]', 'href'),
    }
  })
  const bytes = scripts.map(
    (path) => gzipSync(readFileSync(join(projectFolder, 'out/renderer', path))).length,
  )
  expect(bytes.length).toBeGreaterThan(0)
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(200_000)
  expect(fonts.length).toBeGreaterThan(0)
  expect(early).toHaveLength(fonts.length)
})

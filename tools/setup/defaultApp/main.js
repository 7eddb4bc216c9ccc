// What `electron <folder>` runs in a runtime without an app of its own: it loads the folder's package as the app. Its
// top-level await makes Electron hold the ready event until the package's own top level has run.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const require = createRequire(import.meta.url)
const args = process.argv.slice(1)
let target
while (args.length > 0 && target === undefined) {
  const arg = args.shift()
  if (arg === '-r' || arg === '--require') require(args.shift())
  else if (!arg.startsWith('-')) target = resolve(arg)
}
if (target === undefined) {
  console.error('Usage: electron <folder of the app>')
  app.exit(2)
} else {
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
  let main = target
  try {
    const manifest = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))
    if (manifest.version) app.setVersion(manifest.version)
    app.name = manifest.productName ?? manifest.name ?? app.name
    app.setPath('userData', join(app.getPath('appData'), app.name))
    app.setAppPath(target)
    main = join(target, manifest.main ?? 'index.js')
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
  }
  try {
    await import(pathToFileURL(main).href)
  } catch (error) {
    console.error('The app did not start:', error)
    app.exit(1)
  }
}

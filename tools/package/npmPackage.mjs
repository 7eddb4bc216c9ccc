import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureBuilt } from '../build/ensureBuilt.mjs'
import { root } from '../setup/paths.mjs'
import { npmCommand, run } from '../setup/run.mjs'
import { SetupError } from '../setup/say.mjs'

/** What the tool is made of, and its name in the package. */
const FILES = /** @type {const} */ ([
  ['tools/package/postern.cjs', 'bin/postern.cjs'],
  ['out/historyWorker.js', 'out/historyWorker.js'],
  ['out/captureWorker.js', 'out/captureWorker.js'],
  ['out/licences-cli.txt', 'out/licences-cli.txt'],
  ['out/licences-historyWorker.txt', 'out/licences-historyWorker.txt'],
  ['out/licences-captureWorker.txt', 'out/licences-captureWorker.txt'],
  ['LICENSE', 'LICENSE'],
  ['tools/package/headless.md', 'README.md'],
])

/**
 * npm installs the driver of the database whose `os` and `cpu` fit. Those for musl do not say that musl is theirs, so npm
 * would install them beside those for glibc: whoever has musl installs one, and the tool says which.
 * @returns {Promise<Record<string, string>>} names and versions
 */
async function drivers() {
  /** @type {{ optionalDependencies: Record<string, string> }} */
  const { optionalDependencies } = JSON.parse(
    await readFile(join(root, 'node_modules/libsql/package.json'), 'utf8'),
  )
  return Object.fromEntries(Object.entries(optionalDependencies).filter(([name]) => !name.includes('musl')))
}

/** What the package has in common with the project. */
const SHARED = ['name', 'version', 'license', 'author', 'type', 'engines']

/**
 * Packs the headless tool as an npm package of its own, which needs no Electron.
 * @param {string} output folder
 * @returns {Promise<string>} path of the package
 */
export async function packForNpm(output) {
  await ensureBuilt(['historyWorker', 'captureWorker', 'cli'])
  const folder = join(output, 'npm')
  await rm(folder, { recursive: true, force: true })
  const ofTheTool = (await readdir(join(root, 'out'))).filter((name) => /^cli(?:-.*)?\.js$/.test(name))
  const files = [...FILES, ...ofTheTool.map((name) => [`out/${name}`, `out/${name}`])]
  for (const [from = '', to = ''] of files) {
    await mkdir(join(folder, to, '..'), { recursive: true })
    await cp(join(root, from), join(folder, to))
  }
  /** @type {Record<string, unknown>} */
  const project = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const manifest = {
    ...Object.fromEntries(SHARED.map((name) => [name, project[name]])),
    optionalDependencies: await drivers(),
    description:
      'Explains responses of the Guardhouse API, and sends requests to it with its own retry rules.',
    keywords: ['guardhouse', 'api', 'http', 'retry'],
    bin: { postern: 'bin/postern.cjs' },
  }
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  const [command, args] = npmCommand(['pack', folder, '--pack-destination', output, '--loglevel=error'])
  const { code, stdout, stderr } = await run(command, args, { cwd: root })
  const name = stdout.trim().split('\n').at(-1)
  if (code !== 0 || !name) throw new SetupError(stderr.trim(), 'fix what npm names, then start again.')
  return join(output, name)
}

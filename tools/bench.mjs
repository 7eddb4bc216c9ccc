import { join } from 'node:path'
import { isWithinLimit, tableLines } from './bench/figures.mjs'
import { benchFiles } from './bench/files.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { root } from './setup/paths.mjs'
import { runTool, say, SetupError } from './setup/say.mjs'
import { ensureBuilt } from './build/ensureBuilt.mjs'

/** @typedef {import('./bench/figures.mjs').Figure} Figure */

await runTool(async () => {
  await ensureDependencies()
  await ensureBuilt(['historyWorker', 'taskWorker', 'captureWorker', 'cli'])
  const files = await benchFiles(join(root, 'test', 'bench'), process.argv.slice(2))
  if (files.length === 0) {
    throw new SetupError(
      'There is nothing to measure.',
      'write test/bench/NAME.bench.ts, or name one that exists.',
    )
  }
  const figures = await measure(files)
  for (const line of tableLines(figures)) console.log(line)
  const broken = figures.filter((figure) => !isWithinLimit(figure)).length
  if (broken > 0) say(`\n${broken} of ${figures.length} figures are beyond their limit.`)
  return broken === 0 ? 0 : 1
})

/**
 * Runs the files one after another, through Vite, which understands their TypeScript.
 * @param {string[]} files
 * @returns {Promise<Figure[]>}
 */
async function measure(files) {
  const { createServer } = await import('vite')
  const server = await createServer({
    configFile: join(root, 'vite.config.ts'),
    root,
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    appType: 'custom',
    logLevel: 'warn',
  })
  /** @type {Figure[]} */
  const figures = []
  try {
    for (const file of files) {
      const module = await server.ssrLoadModule(file)
      if (typeof module['bench'] !== 'function') throw new Error(`${file} exports no function named bench`)
      figures.push(...(await module['bench']()))
    }
  } finally {
    await server.close()
  }
  return figures
}

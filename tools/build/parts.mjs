import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { root } from '../setup/paths.mjs'
import { licences } from './licences.mjs'

/**
 * @typedef {object} NodePart
 * @property {string} entry below the project's folder
 * @property {string} file below `out/`
 * @property {'es' | 'cjs'} format
 * @property {string[]} external packages that stay outside the bundle
 */

/** The bundles that run in Node or in Electron. Main and the command line read later what they need later. */
export const nodeParts = /** @satisfies {Record<string, NodePart>} */ ({
  main: { entry: 'app/main.ts', file: 'main.js', format: 'es', external: ['electron'] },
  historyWorker: { entry: 'app/history/worker.ts', file: 'historyWorker.js', format: 'es', external: [] },
  taskWorker: { entry: 'app/threads/worker.ts', file: 'taskWorker.js', format: 'es', external: [] },
  captureWorker: {
    entry: 'app/threads/captureWorker.ts',
    file: 'captureWorker.js',
    format: 'es',
    external: [],
  },
  cli: { entry: 'app/cli.ts', file: 'cli.js', format: 'es', external: [] },
  // A sandboxed preload must be one CommonJS file.
  preload: { entry: 'app/preload.ts', file: 'preload.cjs', format: 'cjs', external: ['electron'] },
})

/** @typedef {keyof typeof nodeParts | 'renderer'} Part */

/** Everything the app is made of. */
export const allParts = /** @type {Part[]} */ ([...Object.keys(nodeParts), 'renderer'])

/** How long a plug-in took is nothing that whoever starts the app could act on. */
const QUIET_CHECKS = { bundlerTimings: false }

/**
 * @param {string} name of a part
 */
export const hasChunks = (name) => name === 'main' || name === 'cli'

const builtins = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)]

/**
 * Vite's settings for one bundle.
 * @param {keyof typeof nodeParts} name
 * @returns {import('vite').InlineConfig}
 */
export function nodeConfig(name) {
  const { entry, file, format, external } = nodeParts[name]
  return {
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    plugins: [licences(`licences-${name}.txt`)],
    // axios brings a list of all media types along, for uploads by form, of which there are none here.
    resolve: { alias: { 'mime-db': join(root, 'tools/build/noMediaTypes.json') } },
    ssr: { target: 'node', noExternal: true, external },
    build: {
      ssr: true,
      // The oldest runtime that must work is Electron 33 with Node 20.
      target: 'node20',
      outDir: join(root, 'out'),
      emptyOutDir: false,
      // Names stay, for the log's sake.
      minify: true,
      sourcemap: true,
      rolldownOptions: {
        input: join(root, entry),
        external: [...builtins, ...external],
        checks: QUIET_CHECKS,
        output: {
          format,
          entryFileNames: file,
          ...(hasChunks(name) ? { chunkFileNames: `${name}-[name].js` } : { codeSplitting: false }),
          keepNames: true,
        },
      },
    },
  }
}

/** @returns {import('vite').InlineConfig} */
export function rendererConfig() {
  return { configFile: join(root, 'vite.config.ts'), logLevel: 'warn' }
}

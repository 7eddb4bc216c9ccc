import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

export interface Bundle {
  url: URL
  remove(): Promise<void>
}

/**
 * Bundles a source file of `app/` as it is shipped: one ES module for Node. It lies below node_modules, so that it
 * finds libsql.
 */
export async function bundle(entry: string): Promise<Bundle> {
  const root = join(import.meta.dirname, '../../..')
  const folder = join(root, 'node_modules/.cache/postern-test', randomUUID())
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, entry),
      target: 'node20',
      outDir: folder,
      rollupOptions: { external: ['libsql', 'libsql/promise'], output: { entryFileNames: 'bundle.mjs' } },
    },
    ssr: { noExternal: true, external: ['libsql'] },
  })
  return {
    url: pathToFileURL(join(folder, 'bundle.mjs')),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

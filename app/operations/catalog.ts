import { catalogStateSchema, type CatalogState } from '../contract/catalogState.ts'
import type { WindowContext } from './context.ts'
import { windowOperation } from './operation.ts'

/** Reads the user's own catalog file again. The page learns what is in it, and never says which file to read. */
export const catalogState = windowOperation({
  name: 'catalog:state',
  kind: 'read',
  summary: 'read the catalog file of the user again',
  output: catalogStateSchema,
  run: readCatalogFile,
})

export const catalogChoose = windowOperation({
  name: 'catalog:choose',
  kind: 'write',
  summary: 'choose a catalog file in a dialog of the system',
  output: catalogStateSchema,
  async run(context) {
    const file = await context.dialogs.chooseFile('catalog')
    if (file !== null) await context.settings.set({ catalogFile: file })
    return readCatalogFile(context)
  },
})

export const catalogForget = windowOperation({
  name: 'catalog:forget',
  kind: 'write',
  summary: 'use the built-in catalog alone',
  output: catalogStateSchema,
  async run(context) {
    await context.settings.set({ catalogFile: null })
    return readCatalogFile(context)
  },
})

async function readCatalogFile({
  settings,
  history,
  catalogFile,
  catalog,
}: WindowContext): Promise<CatalogState> {
  const { file, problems, extension } = await catalogFile.read(settings.get().catalogFile)
  const known = Object.keys(catalog().serviceCodes).map(Number)
  return {
    file,
    problems,
    extension: extension === null ? null : JSON.stringify(extension),
    unknownCodes: await history.unknownCodes(known),
  }
}

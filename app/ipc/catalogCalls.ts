import type { CatalogState } from '../contract/calls.ts'
import type { CallsOf, HandlerPorts } from './ports.ts'

/** The user's own catalog file. The page learns what is in it, and never says which file to read. */
export function catalogCalls(ports: HandlerPorts): CallsOf<'catalog'> {
  return {
    'catalog:state': () => stateOf(ports),
    'catalog:choose': async () => {
      const file = await ports.chooseCatalogFile()
      if (file !== null) await ports.settings.set({ catalogFile: file })
      return stateOf(ports)
    },
    'catalog:forget': async () => {
      await ports.settings.set({ catalogFile: null })
      return stateOf(ports)
    },
  }
}

async function stateOf({ settings, history, catalogFile }: HandlerPorts): Promise<CatalogState> {
  const { file, problems, extension } = await catalogFile.read(settings.get().catalogFile)
  const known = Object.keys(catalogFile.catalog().serviceCodes).map(Number)
  return {
    file,
    problems,
    extension: extension === null ? null : JSON.stringify(extension),
    unknownCodes: await history.unknownCodes(known),
  }
}

import { builtInCatalog, type Catalog } from '../catalog/catalog.ts'
import { readCatalogExtension, type CatalogExtension } from '../catalog/extension.ts'
import { extendCatalog } from '../catalog/extend.ts'
import { readText } from '../files/readText.ts'
import { reasonOf } from '../files/quarantine.ts'

/** The catalog in force: the built-in one, with the user's file over it. */
export interface CatalogFile {
  catalog(): Catalog
  /** Reads the file again, or another one, or none. It never throws: mistakes are listed, and the built-in catalog holds. */
  read(file: string | null): Promise<CatalogReading>
}

interface CatalogReading {
  file: string | null
  problems: string[]
  extension: CatalogExtension | null
}

export function openCatalogFile(): CatalogFile {
  let current = builtInCatalog
  return {
    catalog: () => current,
    async read(file) {
      const reading = await readingOf(file)
      current = reading.extension ? extendCatalog(builtInCatalog, reading.extension) : builtInCatalog
      return reading
    },
  }
}

/** In MB: far more than anybody writes by hand. */
const LARGEST = 8

async function readingOf(file: string | null): Promise<CatalogReading> {
  if (file === null) return { file, problems: [], extension: null }
  let text: string
  try {
    text = await readText(file, LARGEST)
  } catch (error) {
    return { file, problems: [`Postern cannot read the file: ${reasonOf(error)}.`], extension: null }
  }
  const reading = readCatalogExtension(text)
  return reading.ok
    ? { file, problems: [], extension: reading.extension }
    : { file, problems: reading.problems, extension: null }
}

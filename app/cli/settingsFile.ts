import { join } from 'node:path'
import type { Catalog } from '../catalog/catalog.ts'
import { openCatalogFile } from '../settings/catalogFile.ts'
import { openSettings, type SettingsFile } from '../settings/settings.ts'
import { dataFolderOf } from './dataFolder.ts'
import { noticeText } from './historyFile.ts'
import type { Io } from './io.ts'

/** The settings of the data folder, which the app may have open too. No command changes them. */
export function openKeptSettings(io: Io): Promise<SettingsFile> {
  return openSettings({
    file: join(dataFolderOf(io), 'settings.json'),
    isReadOnly: true,
    onNotice: (notice) => io.stderr(noticeText(notice)),
  })
}

/** The catalog by which the app explains what stands in the same history; its mistakes are said, and cost no more. */
export async function keptCatalog(settings: SettingsFile, io: Io): Promise<Catalog> {
  const file = openCatalogFile()
  const { file: name, problems } = await file.read(settings.get().catalogFile)
  if (problems.length > 0)
    io.stderr(`Postern does not use the catalog ${name} of the settings. ${problems.join(' ')}\n`)
  return file.catalog()
}

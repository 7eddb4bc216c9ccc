import { dialog, type BrowserWindow } from 'electron'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { writeWhole } from '../files/atomicWrite.ts'

/** Lets the user choose where to save something; null when they cancelled. */
export async function chooseNewFile(
  window: BrowserWindow | null,
  name: string,
): Promise<{ path: string; name: string } | null> {
  const options = { title: 'Export', defaultPath: name }
  const { filePath } = window
    ? await dialog.showSaveDialog(window, options)
    : await dialog.showSaveDialog(options)
  return filePath ? { path: filePath, name: basename(filePath) } : null
}

/**
 * Lets the user choose where to save a text. Returns the name of the file, or null when they cancelled.
 * @throws PosternError file-unavailable
 */
export async function saveText(
  window: BrowserWindow | null,
  name: string,
  text: string,
): Promise<string | null> {
  const file = await chooseNewFile(window, name)
  if (!file) return null
  await writeWhole(file.path, async (part) => {
    await writeFile(part, text, { flag: 'wx' })
    return true
  })
  return file.name
}

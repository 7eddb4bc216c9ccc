import { dialog, type BrowserWindow } from 'electron'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { PosternError } from '../contract/errors.ts'

/** Lets the user choose where to save something; null when they chose no place. */
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
 * Lets the user choose where to save a text. Returns the name of the file, null when they chose none.
 * @throws PosternError file-unavailable
 */
export async function saveText(
  window: BrowserWindow | null,
  name: string,
  text: string,
): Promise<string | null> {
  const file = await chooseNewFile(window, name)
  if (!file) return null
  try {
    await writeFile(file.path, text)
  } catch (error) {
    throw new PosternError(
      'file-unavailable',
      `${file.name} could not be written.`,
      'Choose another folder, or make room on the disk.',
      { cause: error },
    )
  }
  return file.name
}

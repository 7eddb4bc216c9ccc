import { dialog, type BrowserWindow } from 'electron'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { writeWhole } from '../files/atomicWrite.ts'
import { createSecretFile } from '../files/secretFile.ts'

/** Lets the user choose where to save something; null when they cancelled. */
export async function chooseNewFile(
  window: BrowserWindow | null,
  name: string,
  title = 'Export',
): Promise<{ path: string; name: string } | null> {
  const options = { title, defaultPath: name }
  const { filePath } = window
    ? await dialog.showSaveDialog(window, options)
    : await dialog.showSaveDialog(options)
  return filePath ? { path: filePath, name: basename(filePath) } : null
}

/**
 * Lets the user choose where to save a secret, in a file for this user alone. The text is asked for only then. Returns the
 * name of the file, or null when they cancelled.
 * @throws PosternError file-unavailable
 */
export async function saveSecret(
  window: BrowserWindow | null,
  name: string,
  text: () => string,
): Promise<string | null> {
  const file = await chooseNewFile(window, name, 'Save the secret')
  if (!file) return null
  await writeWhole(file.path, async (part) => {
    const secret = await createSecretFile(part)
    try {
      await secret.write(text())
    } finally {
      await secret.close()
    }
    return true
  })
  return file.name
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

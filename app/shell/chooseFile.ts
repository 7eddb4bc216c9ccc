import { dialog, type BrowserWindow } from 'electron'

const KINDS = {
  pem: [
    { name: 'Certificates', extensions: ['pem', 'crt', 'cer'] },
    { name: 'All files', extensions: ['*'] },
  ],
  json: [{ name: 'JSON', extensions: ['json'] }],
  postern: [
    { name: 'Postern file', extensions: ['postern'] },
    { name: 'All files', extensions: ['*'] },
  ],
  har: [
    { name: 'HAR', extensions: ['har', 'json'] },
    { name: 'All files', extensions: ['*'] },
  ],
}

/** Lets the user choose a file; null when they cancelled. */
export async function chooseFile(
  window: BrowserWindow | null,
  title: string,
  kind: keyof typeof KINDS,
): Promise<string | null> {
  const options = { title, properties: ['openFile' as const], filters: KINDS[kind] }
  const { filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options)
  return filePaths[0] ?? null
}

/** Lets the user choose a folder; null when they cancelled. */
export async function chooseFolder(window: BrowserWindow | null, title: string): Promise<string | null> {
  const options = { title, properties: ['openDirectory' as const] }
  const { filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options)
  return filePaths[0] ?? null
}

import { dialog, type BrowserWindow } from 'electron'

/** Lets the user choose a JSON file; null when they chose none. */
export async function chooseJsonFile(window: BrowserWindow | null, title: string): Promise<string | null> {
  const options = {
    title,
    properties: ['openFile' as const],
    filters: [{ name: 'JSON', extensions: ['json'] }],
  }
  const { filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options)
  return filePaths[0] ?? null
}

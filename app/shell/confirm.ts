import { dialog, type BrowserWindow } from 'electron'

/** Asks in a dialog of the system's, which no page can draw over or click. Closing it means no. */
export async function confirmWeakStorage(window: BrowserWindow | null): Promise<boolean> {
  const options = {
    type: 'warning' as const,
    title: 'Postern',
    message: 'Store keys on this disk with weak protection?',
    detail:
      'This system has no keyring that could guard them. The keys would be scrambled with a password that is the same ' +
      'in every such program, so whoever can read your files can read your keys: another program, a backup, a thief.\n\n' +
      'Without this, keys stay in memory and are entered again after each start. You can go back at any time.',
    buttons: ['Keep them in memory', 'Store them anyway'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  }
  const { response } = window
    ? await dialog.showMessageBox(window, options)
    : await dialog.showMessageBox(options)
  return response === 1
}

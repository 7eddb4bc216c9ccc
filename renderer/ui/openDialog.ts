/** Opens a dialog in the place of the one that is open: of two dialogs above each other, one could not be seen. */
export function openDialog(dialog: HTMLDialogElement): void {
  for (const other of document.querySelectorAll<HTMLDialogElement>('dialog[open]')) other.close()
  dialog.showModal()
}

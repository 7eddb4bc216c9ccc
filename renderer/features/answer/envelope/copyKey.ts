/** Whether a press copies, and no selected text that would be copied by itself. */
export function isCopyKey(event: KeyboardEvent): boolean {
  const isModified = event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey
  return isModified && event.key.toLowerCase() === 'c' && String(getSelection()) === ''
}

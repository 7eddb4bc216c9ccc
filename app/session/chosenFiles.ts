import { PosternError } from '../contract/errors.ts'

/** Files, or folders, that a user has chosen in a dialog of the system's: the page can name no other. */
export interface ChosenFiles {
  /** @throws PosternError bad-input for one that nobody has chosen */
  check(file: string | null): void
  /** Returns what it is given. */
  chosen(file: string | null): string | null
}

const FILE = {
  message: 'You did not select this file in a dialog, so Postern does not read it.',
  remedy: 'Select the file with the button beside its field.',
}
export const FOLDER: typeof FILE = {
  message: 'You did not select this folder in a dialog, so Postern starts nothing there.',
  remedy: 'Select the folder with the button beside its field.',
}

export function createChosenFiles(inUse: () => readonly (string | null)[], refusal = FILE): ChosenFiles {
  const chosen = new Set<string>()
  return {
    check(file) {
      if (file === null || chosen.has(file) || inUse().includes(file)) return
      throw new PosternError('bad-input', refusal.message, refusal.remedy)
    },
    chosen(file) {
      if (file !== null) chosen.add(file)
      return file
    },
  }
}

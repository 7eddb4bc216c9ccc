import { PosternError } from '../contract/errors.ts'

/** Files that a user has chosen in a dialog of the system's: the page can name no other. */
export interface ChosenFiles {
  /** @throws PosternError bad-input for a file that nobody has chosen */
  check(file: string | null): void
  /** Returns what it is given. */
  chosen(file: string | null): string | null
}

export function createChosenFiles(inUse: () => readonly (string | null)[]): ChosenFiles {
  const chosen = new Set<string>()
  return {
    check(file) {
      if (file === null || chosen.has(file) || inUse().includes(file)) return
      throw new PosternError(
        'bad-input',
        'You did not select this file in a dialog, so Postern does not read it.',
        'Select the file with the button beside its field.',
      )
    },
    chosen(file) {
      if (file !== null) chosen.add(file)
      return file
    },
  }
}

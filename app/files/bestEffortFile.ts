import type { Notice } from '../contract/notice.ts'
import { PosternError } from '../contract/errors.ts'
import { openJsonFile, type JsonFile, type JsonFileOptions } from './jsonFile.ts'

/** A file whose value lives on in memory where the disk refuses it. */
interface SideFile<T> extends Pick<JsonFile<T>, 'value' | 'notices'> {
  /** Resolves when it is written, or cannot be. */
  write(value: T): Promise<void>
  /** Writes what could not be written before, if it can be now. */
  saveAgain(): Promise<void>
}

type SideFileOptions<T extends { version: number }> = Pick<
  JsonFileOptions<T>,
  'file' | 'schema' | 'fallback'
> &
  Partial<JsonFileOptions<T>> & {
    /** Hears, under this id, that it is not saved and that it is again; nobody does of what is merely nice to have. */
    unsaved?: { id: string; onNotice: (notice: Notice) => void; isSaidOnce?: boolean }
  }

/** A file for this user alone. */
export async function openSideFile<T extends { version: number }>({
  unsaved,
  ...options
}: SideFileOptions<T>): Promise<SideFile<T>> {
  const whole = { mode: 0o600, subject: 'file', unavailable: 'file-unavailable' as const, ...options }
  const store = await openJsonFile<T>(whole)
  let isUnsaved = false

  function saved(): void {
    if (isUnsaved) {
      const [title, detail] = [
        `Postern saves the ${whole.subject} again`,
        'The file has the changes since then too.',
      ]
      unsaved?.onNotice({ id: unsaved.id, severity: 'info', title, detail, remedy: null })
    }
    isUnsaved = false
  }

  return {
    notices: store.notices,
    get value() {
      return store.value
    },
    async write(value) {
      try {
        await store.write(value)
        saved()
      } catch (error) {
        if (!(error instanceof PosternError)) throw error
        if (isUnsaved && unsaved?.isSaidOnce) return
        isUnsaved = true
        const { message: detail, remedy } = error
        const title = `Postern cannot save the ${whole.subject}`
        unsaved?.onNotice({ id: unsaved.id, severity: 'warning', title, detail, remedy })
      }
    },
    async saveAgain() {
      if (await store.saveAgain()) saved()
    },
  }
}

import { z } from 'zod'
import { PosternError } from '../contract/errors.ts'
import { openJsonFile } from '../files/jsonFile.ts'

const draftFileSchema = z.strictObject({ version: z.literal(1), draft: z.string().nullable() })

export interface KeptDraft {
  /** As the page wrote it last; null when it never did. */
  readonly text: string | null
  /** Resolves when it is written, or cannot be: that costs the draft, which is not worth a message. */
  keep(text: string): Promise<void>
  /** Waits for what is being written. */
  close(): Promise<void>
}

/**
 * The request that is being written, kept from one start to the next. It is a file of ours, and no storage of the page's,
 * because Chromium writes that only after seconds, and not always when the app quits. The text must be without secrets.
 */
export async function openDraft(file: string): Promise<KeptDraft> {
  const store = await openJsonFile({
    file,
    schema: draftFileSchema,
    fallback: { version: 1, draft: null },
    mode: 0o600,
    subject: 'draft',
    unavailable: 'settings-unavailable',
  })
  let last = Promise.resolve()

  return {
    get text() {
      return store.value.draft
    },
    keep(text) {
      last = store.write({ version: 1, draft: text }).catch((error: unknown) => {
        if (!(error instanceof PosternError)) throw error
      })
      return last
    },
    close: () => last,
  }
}

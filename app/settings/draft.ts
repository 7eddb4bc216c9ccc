import { z } from 'zod'
import type { Notice } from '../contract/notice.ts'
import { openSideFile } from '../files/bestEffortFile.ts'

const draftFileSchema = z.strictObject({ version: z.literal(1), draft: z.string().nullable() })

type DraftFile = z.infer<typeof draftFileSchema>

export interface KeptDraft {
  /** As the page wrote it last, or as the disk has it from an earlier start; null when it never did. */
  readonly text: string | null
  /** Resolves when it is written, or cannot be. */
  keep(text: string): Promise<void>
  /** Waits for what is being written. */
  close(): Promise<void>
}

/**
 * The request that is being written, kept from one start to the next. It is a file of ours, and no storage of the page's,
 * because Chromium writes that only after seconds, and not always when the app quits. Secrets are taken out of what is
 * written, and stay in what the page reads: it typed them, and is not to learn which of its words main knows for secrets.
 */
export async function openDraft(
  file: string,
  redact = (text: string) => text,
  onNotice: (notice: Notice) => void = () => undefined,
): Promise<KeptDraft> {
  const store = await openSideFile<DraftFile>(
    file,
    draftFileSchema,
    { version: 1, draft: null },
    {
      subject: 'contents of the draft',
      written: ({ version, draft }) => ({ version, draft: draft && redact(draft) }),
    },
  )
  store.notices.forEach((notice) => onNotice(notice))
  let last = Promise.resolve()

  return {
    get text() {
      return store.value.draft
    },
    keep(text) {
      last = store.write({ version: 1, draft: text })
      return last
    },
    close: () => last,
  }
}

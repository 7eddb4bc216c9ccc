import { z } from 'zod'
import { REDACTED } from '../contract/recorded.ts'
import { isRandom } from '../contract/secretNames.ts'
import type { Notice } from '../contract/notice.ts'
import { openSideFile } from '../files/bestEffortFile.ts'

const draftFileSchema = z.strictObject({ version: z.literal(1), draft: z.string().nullable() })

type DraftFile = z.infer<typeof draftFileSchema>

interface KeptDraft {
  /** As the page wrote it last, or as the disk has it from an earlier start; null when it never did. */
  readonly text: string | null
  /** Resolves when it is written, or cannot be. */
  keep(text: string): Promise<void>
  /** Writes what could not be written before, if it can be now. */
  saveAgain(): Promise<void>
  /** Waits for what is being written. */
  close(): Promise<void>
}

/** Within the text of a JSON string. */
const QUERY_VALUE = /(?<=[?&][^=&#?"\\\s]{1,64}=)[^&#"\\\s]+/g

/**
 * What is written of a draft. Known secrets go first, since a part of one that has gone by its shape leaves a rest that nobody
 * knows; last go values that only look random.
 */
export function writtenText(draft: string, redact: (text: string) => string): string {
  return redact(draft).replace(QUERY_VALUE, (value) => (isRandom(value) ? REDACTED : value))
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
  const store = await openSideFile<DraftFile>({
    file,
    schema: draftFileSchema,
    fallback: { version: 1, draft: null },
    subject: 'contents of the draft',
    written: ({ version, draft }) => ({ version, draft: draft && writtenText(draft, redact) }),
    // Each key that is typed is written.
    unsaved: { id: 'draft-unsaved', onNotice, isSaidOnce: true },
  })
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
    saveAgain: store.saveAgain,
    async close() {
      await last
      await store.saveAgain()
    },
  }
}

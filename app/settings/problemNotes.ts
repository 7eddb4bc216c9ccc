import { z } from 'zod'
import type { Notice } from '../contract/notice.ts'
import { problemNotesSchema } from '../contract/problem.ts'
import { openSideFile } from '../files/bestEffortFile.ts'

const fileSchema = z.strictObject({ version: z.literal(1), notes: problemNotesSchema })

/** What the user wrote on problems, from one start to the next. */
export interface ProblemNotes {
  /** By fingerprint. */
  all(): Record<string, string>
  /** An empty note is taken away. */
  set(fingerprint: string, note: string): Promise<void>
  saveAgain(): Promise<void>
}

export async function openProblemNotes(
  file: string,
  onNotice: (notice: Notice) => void,
): Promise<ProblemNotes> {
  const store = await openSideFile({
    file,
    schema: fileSchema,
    fallback: { version: 1, notes: {} },
    subject: 'notes on problems',
    unsaved: { id: 'problem-notes-unsaved', onNotice },
  })
  let notes = new Map(Object.entries(store.value.notes))
  for (const notice of store.notices) onNotice(notice)

  return {
    all: () => Object.fromEntries(notes),
    async set(fingerprint, note) {
      notes = new Map(notes)
      if (note === '') notes.delete(fingerprint)
      else notes.set(fingerprint, note)
      await store.write({ version: 1, notes: Object.fromEntries(notes) })
    },
    saveAgain: store.saveAgain,
  }
}

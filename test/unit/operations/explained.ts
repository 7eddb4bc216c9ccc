import { ulid } from 'ulid'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import type { PastedExplanation, PastedQuestion } from '../../../app/reading/pastedText.ts'
import { explainPasted, explainUnread } from '../../../app/recorder/explainPasted.ts'
import type { Context } from '../../../app/operations/context.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'

export const NOW = Date.parse('2026-08-03T12:00:00Z')

/** What is said of an answer; `secrets` are known. */
export function explained(
  question: Partial<PastedQuestion>,
  secrets: readonly string[] = [],
): PastedExplanation {
  return explainPasted({ ...NONE, ...question }, around(secrets))
}

/** What is said of an answer that took too long to read. */
export function unread(question: Partial<PastedQuestion>): PastedExplanation {
  return explainUnread({ ...NONE, ...question }, around([]))
}

const NONE: PastedQuestion = { answer: '', status: null, request: '', headers: [], claims: null }

const around = (secrets: readonly string[]) => ({
  id: ulid(NOW),
  now: NOW,
  catalog: builtInCatalog,
  redactor: createRedactor(() => secrets),
  learnHeaders: () => undefined,
})

/** What the operation needs of main. */
export function explainContext(): Pick<Context, 'now' | 'catalog' | 'explainPasted'> {
  return {
    now: () => NOW,
    catalog: () => builtInCatalog,
    explainPasted: (question, id) => Promise.resolve(explainPasted(question, { ...around([]), id })),
  }
}

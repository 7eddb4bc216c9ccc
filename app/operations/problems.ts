import { z } from 'zod'
import { MAX_NOTE_LENGTH } from '../contract/kinds.ts'
import {
  affectedSchema,
  PROBLEM_STATES,
  problemNotesSchema,
  problemPageSchema,
  problemSchema,
} from '../contract/problem.ts'
import { operation, windowOperation } from './operation.ts'

const fingerprint = z.string().min(1).max(1000)

export const problemsList = operation({
  name: 'problems:list',
  kind: 'read',
  summary: 'list failures that are the same problem, the last seen first',
  input: z.strictObject({
    /** Null for those of any state. */
    state: z.enum(PROBLEM_STATES).nullable(),
    before: z.int().nonnegative().nullable(),
    limit: z.int().min(1).max(500),
  }),
  output: problemPageSchema,
  run: ({ history }, wanted) => history.problems(wanted),
})

export const problemsGet = operation({
  name: 'problems:get',
  kind: 'read',
  summary: 'give one problem by its fingerprint',
  input: z.strictObject({ fingerprint }),
  output: problemSchema.nullable(),
  run: ({ history }, { fingerprint: wanted }) => history.problem(wanted),
})

export const problemsSetState = operation({
  name: 'problems:setState',
  kind: 'write',
  summary: 'mark a problem as open, resolved or ignored',
  input: z.strictObject({ fingerprint, state: z.enum(PROBLEM_STATES) }),
  run: ({ history }, { fingerprint: wanted, state }) => history.setProblemState(wanted, state),
})

export const problemsAffected = operation({
  name: 'problems:affected',
  kind: 'read',
  summary: 'list the ids that the exchanges of a problem asked for, with how often',
  input: z.strictObject({ fingerprint }),
  output: affectedSchema,
  run: ({ history }, { fingerprint: wanted }) => history.affected(wanted),
})

export const problemsNotes = windowOperation({
  name: 'problems:notes',
  kind: 'read',
  summary: 'give the notes on problems',
  output: problemNotesSchema,
  run: ({ problemNotes }) => problemNotes.all(),
})

export const problemsSetNote = windowOperation({
  name: 'problems:setNote',
  kind: 'write',
  summary: 'put a note on a problem, or take it away',
  input: z.strictObject({ fingerprint, note: z.string().max(MAX_NOTE_LENGTH) }),
  /** As it is kept, without the secrets that were written into it; empty for none. */
  output: z.strictObject({ note: z.string() }),
  async run({ problemNotes, redactor }, { fingerprint: wanted, note }) {
    const clean = redactor.text(note).trim()
    await problemNotes.set(wanted, clean)
    return { note: clean }
  },
})

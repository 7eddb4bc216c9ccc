import { z } from 'zod'
import { PROBLEM_STATES, problemPageSchema, problemSchema } from '../contract/problem.ts'
import { operation } from './operation.ts'

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

import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import type { Context } from '../../../app/operations/context.ts'
import { explainAnswer } from '../../../app/operations/explain.ts'
import type { OperationInput, OperationOutput } from '../../../app/operations/list.ts'
import { recordPasted } from '../../../app/recorder/recordImported.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'

export const NOW = Date.parse('2026-08-03T12:00:00Z')

/** What the operation says of an answer; `secrets` are known. */
export function explained(
  input: Partial<OperationInput<'explain:answer'>>,
  secrets: readonly string[] = [],
): OperationOutput<'explain:answer'> {
  const parts: Partial<Context> = {
    now: () => NOW,
    catalog: () => builtInCatalog,
    recordPasted: (given) =>
      recordPasted(
        given,
        createRedactor(() => secrets),
      ),
  }
  const whole = { answer: '', status: null, request: '', headers: [], claims: null, ...input }
  const output = explainAnswer.run(parts as Context, whole)
  if (output instanceof Promise) throw new Error('Explaining is done at once.')
  return output
}

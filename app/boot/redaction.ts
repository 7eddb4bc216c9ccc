import { createAsyncRedactor, type RedactLong } from '../recorder/asyncRedactor.ts'
import { createSecretRegistry } from '../recorder/secretRegistry.ts'
import { createPastedReader } from '../threads/pastedReader.ts'
import { createThread } from '../threads/thread.ts'

/** A part that holds secrets in clear. */
interface SecretHolder {
  secrets(): readonly string[]
}

export type Redaction = ReturnType<typeof openRedaction>

/**
 * What redacts, before anything that holds a secret is there: the parts that hold some are added before they hold their
 * first, and so are the headers that the settings name.
 */
export function openRedaction(taskWorker: URL) {
  const holders: SecretHolder[] = []
  let namedHeaders = (): string[] => []
  const headers = () => namedHeaders()
  const registry = createSecretRegistry(() => holders.flatMap((holder) => holder.secrets()))
  const thread = createThread(taskWorker)
  const redactLong: RedactLong = (texts, secrets) => thread.run('redact', { texts, secrets })
  const redactor = createAsyncRedactor(registry.all, redactLong, { headers })
  return {
    registry,
    /** Redacts and reads what is long, so that it does not hold up this thread. */
    thread,
    pastedReader: createPastedReader(taskWorker),
    redactor,
    /** Headers whose values are secrets, beside those that are known by their names. */
    headers,
    add(...further: SecretHolder[]) {
      holders.push(...further)
    },
    nameHeaders(next: () => string[]) {
      namedHeaders = next
    },
  }
}

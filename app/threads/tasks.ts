import type { ApiResponse, Envelope, Exchange } from '../contract/exchange.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import { recordable } from '../sending/outcome.ts'
import type { WireAnswer } from '../sending/wire.ts'
import { decode } from '../diagnosis/decode.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import type { Evidence, Reading } from '../diagnosis/evidence.ts'
import { createRedactor } from '../recorder/redact.ts'
import type { Surroundings } from '../formats/supportBundle.ts'
import { writeExport } from '../formats/writeExport.ts'

/** What the thread can be asked for: what goes in, and what comes out. */
export interface Tasks {
  read: {
    input: { answer: Omit<WireAnswer, 'bytes'>; bytes: Uint8Array; secrets: readonly string[] }
    output: { response: ApiResponse; envelope: Envelope }
  }
  explain: { input: Evidence; output: Reading }
  /** Null stands for a text that holds no secret, so that it need not travel back. */
  redact: { input: { texts: readonly string[]; secrets: readonly string[] }; output: (string | null)[] }
  /** Exchanges as a text for others. `headers` are further ones whose values are secrets. */
  write: {
    input: {
      format: ExportFormat
      exchanges: readonly Exchange[]
      around: Surroundings
      secrets: readonly string[]
      headers: readonly string[]
    }
    output: string
  }
}

export type TaskName = keyof Tasks
export type TaskInput<N extends TaskName> = Tasks[N]['input']
export type TaskOutput<N extends TaskName> = Tasks[N]['output']

export type Order<T extends TaskName = TaskName> = {
  [N in T]: { number: number; name: N; input: TaskInput<N> }
}[T]

let secrets: readonly string[] = []
const redactor = createRedactor(() => secrets)

/** Pure functions, each of which takes a time that grows with a text. They do the same in any thread. */
export const tasks: { [N in TaskName]: (input: TaskInput<N>) => TaskOutput<N> | Promise<TaskOutput<N>> } = {
  read({ answer, bytes, secrets: sent }) {
    const whole = { ...answer, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) }
    const response = recordable(whole, sent)
    return { response, envelope: decode(response).envelope }
  },
  explain: (evidence) => diagnose(evidence),
  redact({ texts, secrets: known }) {
    secrets = known
    return texts.map((text) => {
      const clear = redactor.text(text)
      return clear === text ? null : clear
    })
  },
  write: ({ format, exchanges, around, secrets: known, headers }) =>
    writeExport(
      format,
      exchanges,
      createRedactor(() => known, { headers: () => headers }),
      around,
    ),
}

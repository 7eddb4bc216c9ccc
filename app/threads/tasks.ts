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

let secrets: readonly string[] = []
const redactor = createRedactor(() => secrets)

export interface ReadInput {
  answer: Omit<WireAnswer, 'bytes'>
  bytes: Uint8Array
  secrets: readonly string[]
}

export interface WriteInput {
  format: ExportFormat
  exchanges: readonly Exchange[]
  around: Surroundings
  secrets: readonly string[]
  /** Further ones whose values are secrets. */
  headers: readonly string[]
}

/** Pure functions, each of which takes a time that grows with a text. They do the same in any thread. */
export const tasks = {
  read({ answer, bytes, secrets: sent }: ReadInput): { response: ApiResponse; envelope: Envelope } {
    const whole = { ...answer, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) }
    const response = recordable(whole, sent)
    return { response, envelope: decode(response).envelope }
  },
  explain: (evidence: Evidence): Reading => diagnose(evidence),
  /** Null stands for a text that holds no secret, so that it need not travel back. */
  redact(input: { texts: readonly string[]; secrets: readonly string[] }): (string | null)[] {
    secrets = input.secrets
    return input.texts.map((text) => {
      const clear = redactor.text(text)
      return clear === text ? null : clear
    })
  },
  /** Exchanges as a text for others. */
  write: ({ format, exchanges, around, secrets: known, headers }: WriteInput): Promise<string> =>
    writeExport(
      format,
      exchanges,
      createRedactor(() => known, { headers: () => headers }),
      around,
    ),
}

export type Tasks = typeof tasks
export type TaskName = keyof Tasks
export type TaskInput<N extends TaskName> = Parameters<Tasks[N]>[0]
export type TaskOutput<N extends TaskName> = Awaited<ReturnType<Tasks[N]>>

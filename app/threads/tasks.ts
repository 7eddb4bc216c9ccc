import type { ApiResponse, Exchange, Header } from '../contract/exchange.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import type { ReadAnswer, ReceivedAnswer } from '../contract/recording.ts'
import { decode, type Decoded } from '../diagnosis/decode.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import type { Evidence, Reading } from '../diagnosis/evidence.ts'
import { mediaTypeOf } from '../contract/headers.ts'
import type { PastedExplanation, PastedQuestion } from '../reading/pastedText.ts'
import { explainPasted, type PastedAround } from '../recorder/explainPasted.ts'
import { redactedAnswer } from '../recorder/readAnswer.ts'
import { createRedactor } from '../recorder/redact.ts'
import { createSecretRegistry } from '../recorder/secretRegistry.ts'
import type { Surroundings } from '../formats/supportBundle.ts'
import { writeExport } from '../formats/writeExport.ts'

/** What is to be taken out, `headers` being further ones whose values are secrets. */
interface Known {
  secrets: readonly string[]
  headers: readonly string[]
}

interface WriteInput extends Known {
  format: ExportFormat
  exchanges: readonly Exchange[]
  around: Surroundings
}

interface PastedOrder extends Known, Omit<PastedAround, 'redactor' | 'learnHeaders'> {
  question: PastedQuestion
}

let known: Known = { secrets: [], headers: [] }
const redactor = createRedactor(() => known.secrets, { headers: () => known.headers })

/** The answer that was read last is most likely the next to be explained. */
let latest: { body: string; decoded: Decoded } | null = null

function isLatest({ body, headers }: ApiResponse): boolean {
  return body === latest?.body && mediaTypeOf(headers) === latest.decoded.mediaType
}

/** Pure functions, each of which takes a time that grows with a text. They do the same in any thread. */
export const tasks = {
  read({ answer, ...now }: Known & { answer: ReceivedAnswer }): ReadAnswer {
    known = now
    const response = redactedAnswer(answer, redactor)
    const decoded = decode(response)
    latest = { body: response.body, decoded }
    return { response, envelope: decoded.envelope }
  },
  explain(evidence: Evidence): Reading {
    const decoded = evidence.response && isLatest(evidence.response) ? latest?.decoded : undefined
    latest = null
    return diagnose(evidence, decoded)
  },
  /** Null stands for a text that holds no secret, so that it need not travel back. */
  redact({ texts, secrets }: { texts: readonly string[]; secrets: readonly string[] }): (string | null)[] {
    known = { ...known, secrets }
    return texts.map((text) => {
      const clear = redactor.text(text)
      return clear === text ? null : clear
    })
  },
  /** With the headers that were read, whose secrets others have to know of too. */
  explainPasted({ question, secrets, headers, ...around }: PastedOrder): PastedExplanation & {
    headers: readonly Header[]
  } {
    const registry = createSecretRegistry(() => secrets)
    let read: readonly Header[] = []
    const explanation = explainPasted(question, {
      ...around,
      redactor: createRedactor(registry.all, { headers: () => headers }),
      learnHeaders(given) {
        read = given
        registry.learnHeaders(given)
      },
    })
    return { ...explanation, headers: read }
  },
  /** Exchanges as a text for others. */
  write: ({ format, exchanges, around, secrets, headers }: WriteInput): Promise<string> =>
    writeExport(
      format,
      exchanges,
      createRedactor(() => secrets, { headers: () => headers }),
      around,
    ),
}

export type Tasks = typeof tasks
export type TaskName = keyof Tasks
export type TaskInput<N extends TaskName> = Parameters<Tasks[N]>[0]
export type TaskOutput<N extends TaskName> = Awaited<ReturnType<Tasks[N]>>

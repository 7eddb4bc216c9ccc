import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { schemeSchema } from '../contract/webhooks.ts'
import { parseJson } from '../contract/values.ts'
import { replaceFile } from '../files/atomicWrite.ts'
import { createSerial } from '../files/mutex.ts'
import { learnt, type Judgement, type LearntScheme } from '../webhooks/judge.ts'

const fileSchema = z.strictObject({
  version: z.literal(1),
  scheme: schemeSchema,
  certainty: z.enum(['found', 'certain']),
  mark: z.string(),
})

/** The scheme that deliveries have shown, over all sessions. It holds no secret. */
export interface SchemeFile {
  known(): Promise<LearntScheme | null>
  /** Learns from a delivery; `mark` tells it from others. Returns what is known then. */
  learn(judgement: Judgement, mark: string): Promise<LearntScheme | null>
}

/** A file that the app and the command line share. It is read once; one that is damaged is one that is missing. */
export function openSchemeFile(file: string | null): SchemeFile {
  const serial = createSerial()
  let reading: Promise<LearntScheme | null> | null = null
  const known = () => (reading ??= file === null ? Promise.resolve(null) : read(file))

  return {
    known,
    learn: (judgement, mark) =>
      serial.run(['scheme'], async () => {
        const before = await known()
        const after = learnt(before, judgement, mark)
        if (after === before) return before
        reading = Promise.resolve(after)
        // What cannot be written is found anew from the next delivery.
        if (file !== null && after) await write(file, after).catch(() => undefined)
        return after
      }),
  }
}

async function read(file: string): Promise<LearntScheme | null> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const { data } = fileSchema.safeParse(parseJson(text))
  return data ? { scheme: data.scheme, certainty: data.certainty, mark: data.mark } : null
}

function write(file: string, { scheme, certainty, mark }: LearntScheme): Promise<void> {
  return replaceFile(file, `${JSON.stringify({ version: 1, scheme, certainty, mark }, null, 2)}\n`, 0o600)
}

import { PosternError } from '../contract/errors.ts'
import { readHarEntries, type HarEntry, type HarLimits } from './harEntries.ts'
import { answerOf, sentIn } from './harParts.ts'
import { harEntrySchema } from './harSchema.ts'
import { createSecretCollector, type CollectorLimits, type SecretCollector } from './secretCollector.ts'

export interface HarSecretPorts {
  /** Further headers whose values are secrets. */
  headers: readonly string[]
  limits?: HarLimits
  collectorLimits?: CollectorLimits
}

/**
 * The first reading of a HAR file: only its secrets are kept in mind. A file that is wrong is read up to there.
 * @throws PosternError bad-input when it holds more secrets than can be looked for
 */
export async function collectHarSecrets(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { headers, limits, collectorLimits }: HarSecretPorts,
): Promise<SecretCollector> {
  const collector = createSecretCollector(headers, collectorLimits)
  for await (const { index, value } of entriesUntilWrong(source, limits)) {
    const place = ` in entry ${index + 1}`
    const { success, data: entry } = harEntrySchema.safeParse(value)
    if (success) {
      // All headers, also those that are left out of what is kept.
      collector.request({ ...sentIn(entry), headers: pairs(entry.request.headers) }, place)
      const answer = answerOf(entry)
      if (answer) collector.response({ ...answer, headers: pairs(entry.response?.headers ?? []) }, place)
    } else {
      collector.anything(value, place)
    }
  }
  return collector
}

function pairs(headers: readonly { name: string; value: string }[]): [string, string][] {
  return headers.map(({ name, value }) => [name, value])
}

/** The second reading comes to the same place, and says what is wrong there. */
async function* entriesUntilWrong(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limits: HarLimits | undefined,
): AsyncGenerator<HarEntry> {
  try {
    yield* readHarEntries(source, limits)
  } catch (error) {
    if (!(error instanceof PosternError)) throw error
  }
}

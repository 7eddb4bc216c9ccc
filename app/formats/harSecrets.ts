import { PosternError } from '../contract/errors.ts'
import { readHarEntries, type HarEntry, type HarLimits } from './harEntries.ts'
import { answerOf, sentIn } from './harParts.ts'
import { harEntrySchema } from './harSchema.ts'
import { createSecretCollector, type CollectorLimits, type SecretCollector } from './secretCollector.ts'

interface HarSecretPorts {
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
      const { request, response } = entry
      const { url, body } = sentIn(entry)
      // All headers, also those that are left out of what is kept.
      collector.request(
        { url, headers: [...pairs(request.headers), ...cookies(request.cookies)], body },
        place,
      )
      // Programs write these lists in place of what they say, or with values that stand nowhere else.
      const query = `${url.split(/[?#]/, 1).join()}?${form(request.queryString)}`
      collector.request({ url: query, headers: [], body: form(request.postData?.params) }, place)
      const headers = [...pairs(response?.headers ?? []), ...cookies(response?.cookies)]
      collector.response({ headers, body: answerOf(entry)?.body ?? '' }, place)
    } else {
      collector.anything(value, place)
    }
  }
  return collector
}

function pairs(headers: readonly { name: string; value: string }[]): [string, string][] {
  return headers.map(({ name, value }) => [name, value])
}

type Pairs = readonly { name: string; value: string }[] | null | undefined

function cookies(list: Pairs): [string, string][] {
  return (list ?? []).flatMap((cookie) => [['Cookie', `${cookie.name}=${cookie.value}`]])
}

function form(list: Pairs): string {
  const written = (text: string) => encodeURIComponent(Buffer.from(text).toString())
  return (list ?? []).map((pair) => `${written(pair.name)}=${written(pair.value)}`).join('&')
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

import { lean } from '../check/lean.ts'
import type { Exchange } from '../contract/exchange.ts'
import { splitUrl } from '../contract/url.ts'
import { listed, plural } from '../contract/words.ts'
import { unread } from '../files/atomicWrite.ts'
import { twoReadings } from '../files/stableRead.ts'
import { importHar } from '../formats/harImport.ts'
import { collectHarSecrets } from '../formats/harSecrets.ts'
import { createRedactor } from '../recorder/redact.ts'
import type { CheckInput, Opened } from './checkSources.ts'
import { harOrder } from './import.ts'
import type { Io } from './io.ts'

/** Reads the calls of a HAR file that went to the API, and says which ones it leaves out. */
export async function readHar({ name, open, savedAt }: Opened, io: Io): Promise<CheckInput> {
  const order = await harOrder(io)
  const headers = order.headers
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      const stream: AsyncIterable<Uint8Array> = open()
      yield* stream
    } catch (error) {
      throw unread(name, error)
    }
  }
  const readings = twoReadings(pieces)
  const secrets = (await collectHarSecrets(readings.first(), { headers })).values()
  const redactor = createRedactor(() => secrets, { headers: () => headers })
  const exchanges: Exchange[] = []
  let skipped = 0
  let untimed = 0
  let cached = 0
  for await (const item of importHar(readings.second(), { ...order, savedAt, redactor })) {
    io.signal.throwIfAborted()
    if (item.kind === 'problem') skipped += 1
    else if (item.isCached) cached += 1
    else if (!item.isTimed) untimed += 1
    else exchanges.push({ ...lean(item.exchange), key: item.keyMark })
  }
  if (skipped > 0)
    io.stderr(`Postern skipped ${plural(skipped, 'entry', 'entries')} of ${name} that it cannot read.\n`)
  const calls = withKeys(ofApiHosts(exchanges))
  const foreign = exchanges.length - calls.length
  const leftOut = [
    cached > 0 && `${plural(cached, 'response')} from the cache of a browser`,
    untimed > 0 && `${plural(untimed, 'entry', 'entries')} without a time`,
    foreign > 0 && `${plural(foreign, 'call')} to hosts other than that of the API`,
  ].filter((each) => each !== false)
  if (leftOut.length > 0) io.stderr(`Postern left out ${listed(leftOut)}.\n`)
  return { exchanges: calls, source: { file: name, lineOf: () => null } }
}

const API_PATHS = [/\/api\/(?:external|webhook|token)\//i, /\/api\//i]

/** A browser writes the calls to all hosts of a page. Where none is known for the API, all may be. */
function ofApiHosts(exchanges: Exchange[]): Exchange[] {
  for (const paths of API_PATHS) {
    const urls = exchanges.map(({ request }) => splitUrl(request.url))
    const hosts = new Set(urls.filter(({ path }) => paths.test(path)).map(({ authority }) => authority))
    if (hosts.size > 0) return exchanges.filter((_, at) => hosts.has(urls[at]?.authority ?? ''))
  }
  return exchanges
}

/** One key alone is told by nothing: calls whose token request is not in the file are of it too. */
function withKeys(exchanges: readonly Exchange[]): Exchange[] {
  const keys = new Set(exchanges.flatMap(({ key }) => key ?? []))
  return keys.size > 1 ? [...exchanges] : exchanges.map((exchange) => ({ ...exchange, key: null }))
}

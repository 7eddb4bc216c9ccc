import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { Exported } from '../contract/exportCalls.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import { splitAtMarks } from '../contract/recorded.ts'
import type { Surroundings } from '../formats/supportBundle.ts'
import type { CallInput, CallOutput } from '../contract/calls.ts'
import type { CallsOf, HandlerPorts } from './ports.ts'

type Ports = Pick<
  HandlerPorts,
  'history' | 'info' | 'now' | 'writeExport' | 'saveText' | 'chooseNewFile' | 'exports'
>
type Wanted = CallInput<'export:preview'>
type Preview = CallOutput<'export:preview'>

const ENDINGS = { curl: 'sh', har: 'har', jsonl: 'jsonl', bundle: 'md' } satisfies Record<
  ExportFormat,
  string
>

/** Of many exchanges so many are shown before the rest is written. */
const SHOWN = 3
const MOST_CHARACTERS = 200_000
const MOST_EXPORTED = 1_000_000
/** What a command has in the place of a secret. */
const VARIABLE = '${POSTERN_'

/** Exchanges as texts for others. */
export function exportCalls(ports: Ports): CallsOf<'export'> {
  const { exports } = ports
  /** What the user has seen last: this, and not a later state of it, is what is saved. */
  let seen: { id: string; format: ExportFormat; text: string } | null = null

  async function oneText(id: string, format: ExportFormat): Promise<string> {
    return textOf(ports, await found(ports, [id]), format)
  }

  async function preview({ of, format }: Wanted): Promise<Preview> {
    if ('id' in of) {
      const text = await oneText(of.id, format)
      seen = { id: of.id, format, text }
      return { text, count: 1, shown: 1, bytes: Buffer.byteLength(text), blanked: blankedIn(text) }
    }
    const ids = await idsOf(ports, of)
    const some = await found(ports, ids.slice(0, SHOWN))
    const text = await textOf(ports, some, format)
    return {
      text: text.slice(0, MOST_CHARACTERS),
      count: ids.length,
      shown: some.length,
      bytes: Math.round((Buffer.byteLength(text) / some.length) * ids.length),
      blanked: blankedIn(text),
    }
  }

  return {
    'export:preview': preview,
    'export:save': async ({ of, format }) => {
      if ('id' in of) {
        const isSeen = seen?.id === of.id && seen.format === format
        const text = isSeen && seen ? seen.text : await oneText(of.id, format)
        return ports.saveText(`postern-${of.id}.${ENDINGS[format]}`, text)
      }
      exports.refuseSecond()
      const ids = await idsOf(ports, of)
      const file = await ports.chooseNewFile(`postern-${ids.length}-exchanges.${ENDINGS[format]}`)
      if (file === null) return null
      exports.begin(ids, { path: file.path, format, around: aroundOf(ports) })
      return file.name
    },
    'export:cancel': () => {
      exports.cancel()
    },
    'export:state': () => exports.state(),
  }

  /** In the order in which they came into the history. */
  async function idsOf({ history }: Ports, of: Exclude<Exported, { id: string }>): Promise<string[]> {
    const ids = 'ids' in of ? of.ids : (await history.ids({ query: of.query, limit: MOST_EXPORTED })).ids
    return ids.toReversed()
  }
}

/** Throws a PosternError `not-found` when none of them is there any more. */
async function found({ history }: Ports, ids: readonly string[]): Promise<Exchange[]> {
  const exchanges: Exchange[] = []
  for (const id of ids) {
    const exchange = await history.get(id)
    if (exchange !== null) exchanges.push(exchange)
  }
  if (exchanges.length > 0) return exchanges
  throw new PosternError(
    'not-found',
    ids.length === 1 ? 'This exchange is no longer in the history.' : 'Nothing of this is in the history.',
    'Export another one: this one may have been deleted.',
  )
}

function textOf(ports: Ports, exchanges: readonly Exchange[], format: ExportFormat): Promise<string> {
  return ports.writeExport(format, exchanges, aroundOf(ports))
}

function aroundOf({ info, now }: Ports): Surroundings {
  const { version, electron, platform } = info()
  return { version, runtime: `Electron ${electron}`, platform, now: now() }
}

function blankedIn(text: string): number {
  return splitAtMarks(text).length + text.split(VARIABLE).length - 2
}

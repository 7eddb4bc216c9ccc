import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import { toCurl } from '../exchangeFormats/curlExport.ts'
import { toHar } from '../exchangeFormats/harExport.ts'
import { toJsonLine } from '../exchangeFormats/jsonLines.ts'
import { toSupportBundle } from '../exchangeFormats/supportBundle.ts'
import type { CallsOf, HandlerPorts } from './ports.ts'

type Ports = Pick<HandlerPorts, 'history' | 'redactor' | 'info' | 'now' | 'saveText'>

/** Exchanges as texts for others. */
export function exportCalls(ports: Ports): CallsOf<'export'> {
  /** What the user has seen last: this, and not a later state of it, is what is saved. */
  let seen: { id: string; format: ExportFormat; text: string } | null = null
  return {
    'export:preview': async ({ id, format }) => {
      const text = await textOf(ports, id, format)
      seen = { id, format, text }
      return { text }
    },
    'export:save': async ({ id, format }) => {
      const isSeen = seen?.id === id && seen.format === format
      const text = isSeen && seen ? seen.text : await textOf(ports, id, format)
      return ports.saveText(`postern-${id}.${ENDINGS[format]}`, text)
    },
  }
}

const ENDINGS = { curl: 'sh', har: 'har', jsonl: 'jsonl', bundle: 'md' } satisfies Record<
  ExportFormat,
  string
>

async function textOf(ports: Ports, id: string, format: ExportFormat): Promise<string> {
  const exchange = await ports.history.get(id)
  if (exchange === null) {
    throw new PosternError(
      'not-found',
      'This exchange is no longer in the history.',
      'Export another one: this one may have been deleted.',
    )
  }
  return WRITERS[format](exchange, ports)
}

const WRITERS = {
  curl: (exchange, { redactor }) => toCurl(exchange, redactor),
  har: async (exchange, { redactor, info }) => {
    let text = ''
    const creator = { name: 'Postern', version: info().version }
    for await (const piece of toHar([exchange], redactor, creator)) text += piece
    return text
  },
  jsonl: (exchange, { redactor }) => toJsonLine(exchange, redactor),
  bundle: (exchange, { redactor, info, now }) => {
    const { version, electron, platform } = info()
    return toSupportBundle(exchange, redactor, {
      version,
      runtime: `Electron ${electron}`,
      platform,
      now: now(),
    })
  },
} satisfies Record<ExportFormat, (exchange: Exchange, ports: Ports) => string | Promise<string>>

import { PosternError } from '../contract/errors.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import type { CallsOf, HandlerPorts } from './ports.ts'

type Ports = Pick<HandlerPorts, 'history' | 'info' | 'now' | 'writeExport' | 'saveText'>

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

async function textOf(
  { history, info, now, writeExport }: Ports,
  id: string,
  format: ExportFormat,
): Promise<string> {
  const exchange = await history.get(id)
  if (exchange === null) {
    throw new PosternError(
      'not-found',
      'This exchange is no longer in the history.',
      'Export another one: this one may have been deleted.',
    )
  }
  const { version, electron, platform } = info()
  return writeExport(format, exchange, { version, runtime: `Electron ${electron}`, platform, now: now() })
}

import { basename } from 'node:path'
import type { Clock } from '../clock.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { ExportStatus } from '../contract/exportStatus.ts'
import type { Profile } from '../contract/profile.ts'
import { writeFileOf, type ExportOrder } from '../formats/fileWriting.ts'
import type { History } from '../history/history.ts'
import { createDesk, type Desk } from './desk.ts'

export interface ExportDeskPorts {
  clock: Clock
  /** The bundled thread that writes. */
  worker: URL
  history: Pick<History, 'get'>
  profiles(): Profile[]
  /** Known in clear now, to be blanked. */
  secrets(): readonly string[]
  onChange(status: ExportStatus): void
}

/** Writes many exchanges to a file, one file at a time. */
export interface ExportDesk extends Omit<Desk<ExportStatus>, 'begin'> {
  /** Throws as `refuseSecond` does. */
  begin(ids: readonly string[], order: Pick<ExportOrder, 'path' | 'format' | 'around'>): void
}

export function createExportDesk(ports: ExportDeskPorts): ExportDesk {
  const { clock, history, onChange } = ports
  const desk = createDesk<ExportStatus>({
    clock,
    busy: 'Another file is being written.',
    failed: 'The file could not be written',
    onChange,
  })

  return {
    ...desk,
    begin(ids, order) {
      const file = basename(order.path)
      const status: ExportStatus = {
        file,
        phase: 'writing',
        written: 0,
        total: ids.length,
        bytes: 0,
        error: null,
      }
      desk.begin(status, async (now, signal, tell) => {
        async function* exchanges(): AsyncGenerator<Exchange> {
          for (const id of ids) {
            // What has been deleted meanwhile is left out.
            const exchange = await history.get(id)
            if (exchange === null) continue
            yield exchange
            now.written += 1
          }
        }
        const bytes = await writeFileOf(
          ports.worker,
          {
            ...order,
            secrets: [...ports.secrets()],
            headers: ports.profiles().map(({ subscriptionHeader }) => subscriptionHeader),
          },
          exchanges(),
          (soFar) => {
            now.bytes = soFar
            tell()
          },
          signal,
        )
        now.bytes = bytes ?? 0
        return bytes === null ? 'cancelled' : 'done'
      })
    },
  }
}

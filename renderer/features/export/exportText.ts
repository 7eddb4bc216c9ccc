import type { OperationOutput } from '../../../app/operations/list.ts'
import type { JobOf } from '../../../app/contract/job.ts'
import { plural, formatCount } from '../../../app/contract/words.ts'
import { formatBytes } from '../../ui/format.ts'

/** Where the writing of a file stands, in one line. */
export function exportText({ phase, title: { file }, progress, result }: JobOf<'export'>): string {
  const { done, total } = progress
  if (phase === 'done') return `${file}: ${plural(done, 'exchange')} exported, ${formatBytes(result.bytes)}`
  if (phase === 'cancelled') return `Cancelled. Postern did not write ${file}`
  if (phase === 'failed') return `Postern did not write ${file}`
  return `Writing ${file}: ${formatCount(done)} of ${formatCount(total)}`
}

/** What will leave the machine, before it does. */
export function previewText({ count, shown, bytes, blanked }: OperationOutput<'export:preview'>): string {
  const secrets =
    blanked === 0 ? 'It holds no secrets.' : `Postern redacted secrets in ${plural(blanked, 'place')}.`
  if (count === 1) return `This is exactly what leaves Postern. ${secrets}`
  const part = shown < count ? ` Here are the first ${shown}.` : ''
  return `${plural(count, 'exchange')}, about ${formatBytes(bytes)}.${part} ${secrets}`
}

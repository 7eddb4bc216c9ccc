import type { JobOf } from '../../../app/contract/job.ts'
import { hasEnded } from '../../../app/contract/jobPhase.ts'
import type { KeyOffer } from '../../../app/contract/keyOffer.ts'
import { plural, formatCount, listed, formFor } from '../../../app/contract/words.ts'
import { formatBytes } from '../../ui/format.ts'

/** What has come of an import, in one line. */
export function importText(job: JobOf<'import'>): string {
  const { phase, title, progress, result } = job
  const { file } = title
  const { imported, known, unreadable } = result
  // Until half is read nothing is kept: the first reading finds what must be blanked in the second.
  if (!hasEnded(job) && progress.done * 2 <= progress.total) return `Looking for secrets in ${file}`
  if (!hasEnded(job)) return `Reading ${file}: ${formatCount(imported)} imported`
  const parts = [`${formatCount(imported)} imported`]
  if (known > 0) parts.push(`${formatCount(known)} ${formFor(known, 'was', 'were')} here already`)
  if (unreadable > 0) parts.push(`${formatCount(unreadable)} unreadable`)
  const counts = parts.join(', ')
  if (phase === 'cancelled') return `${file}, cancelled: ${counts}`
  if (phase !== 'failed') return `${file}: ${counts}`
  return imported + known === 0 ? `Postern could not read ${file}` : `Postern read part of ${file}: ${counts}`
}

/** How far the reading has come. */
export function progressText({ done, total }: JobOf<'import'>['progress']): string {
  return `${formatBytes(Math.min(done, total))} of ${formatBytes(total)}`
}

/** What is offered, such as `1 key for api.example came along.` */
export function offerText(offers: readonly KeyOffer[]): string {
  const hosts = [...new Set(offers.map(({ origin }) => new URL(origin).host))]
  return `${plural(offers.length, 'key')} for ${listed(hosts, 3)} came along, redacted in the history.`
}

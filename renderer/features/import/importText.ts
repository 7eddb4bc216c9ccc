import type { ImportStatus, KeyOffer } from '../../../app/contract/importStatus.ts'
import { plural, formatCount, listed, formFor } from '../../../app/contract/words.ts'
import { formatBytes } from '../../ui/format.ts'

/** What has come of an import, in one line. */
export function outcomeText(status: ImportStatus): string {
  const { phase, file, imported, known, unreadable, readBytes, totalBytes } = status
  // Until half is read nothing is kept: the first reading finds what must be blanked in the second.
  if (phase === 'reading' && readBytes * 2 <= totalBytes) return `Looking for secrets in ${file}`
  if (phase === 'reading') return `Reading ${file}: ${formatCount(imported)} imported`
  const parts = [`${formatCount(imported)} imported`]
  if (known > 0) parts.push(`${formatCount(known)} ${formFor(known, 'was', 'were')} here already`)
  if (unreadable > 0) parts.push(`${formatCount(unreadable)} could not be read`)
  const counts = parts.join(', ')
  if (phase === 'cancelled') return `${file}, cancelled: ${counts}`
  return phase === 'failed' ? `${file} was read in part: ${counts}` : `${file}: ${counts}`
}

/** How far the reading has come. */
export function progressText({ readBytes, totalBytes }: ImportStatus): string {
  return `${formatBytes(Math.min(readBytes, totalBytes))} of ${formatBytes(totalBytes)}`
}

/** What is offered, such as `1 key for api.example came along.` */
export function offerText(offers: readonly KeyOffer[]): string {
  const hosts = [...new Set(offers.map(({ origin }) => new URL(origin).host))]
  return `${plural(offers.length, 'key')} for ${listed(hosts, 3)} came along, blanked in the history.`
}

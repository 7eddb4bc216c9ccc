import type { JobOf } from '../../../app/contract/job.ts'
import { PAGES_END_TEXTS } from '../../../app/contract/pages.ts'
import { plural } from '../../../app/contract/words.ts'

/** How far a list has been fetched, in one line. */
export function pagesText({ phase, title: { list }, progress, result }: JobOf<'pages'>): string {
  const path = list.split('?')[0] ?? list
  const counts = `${plural(result.records, 'record')} on ${plural(progress.done, 'page')}`
  if (phase === 'paused') return `${path}: paused, ${counts}`
  if (phase === 'running') return `${path}: ${counts} so far`
  const end = result.end === null ? '' : PAGES_END_TEXTS[result.end]
  return `${path}: ${counts}.${end === '' ? '' : ` ${end}`}`
}

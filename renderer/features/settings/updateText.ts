import type { UpdateProgress, UpdateState } from '../../../app/contract/updates.ts'
import { formatBytes } from '../../ui/format.ts'

/** Where updates stand, in plain words that stay the same while a fetch goes on. */
export function updateText(state: UpdateState): string {
  const version = state.version ?? ''
  const texts: Record<UpdateState['phase'], string> = {
    off: 'Updates: off',
    idle: `Updates come from ${state.feed ?? ''}. Not checked since the start.`,
    checking: 'Checking…',
    current: 'Postern is up to date.',
    found: `${version} is newer than this copy.`,
    fetching: `Fetching ${version}…`,
    ready: `${version} is ready, installed when Postern quits.`,
    failed: state.error?.message ?? '',
  }
  return texts[state.phase]
}

/** How much has come: `48 MB of 120 MB`, or `48 MB` when nobody knows of how much. */
export function amountText(progress: UpdateProgress | null): string {
  if (progress === null) return 'Nothing has come yet'
  const { bytes, of } = progress
  return of === null ? formatBytes(bytes) : `${formatBytes(Math.min(bytes, of))} of ${formatBytes(of)}`
}

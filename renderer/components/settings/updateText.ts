import type { UpdateState } from '../../../app/contract/updateCalls.ts'

/** Where updates stand, in plain words. `asked` is what main has not answered yet. */
export function updateText(state: UpdateState, asked: 'check' | 'fetch' | null): string {
  const version = state.version ?? ''
  if (asked === 'check') return 'Checking…'
  if (asked === 'fetch') return `Fetching ${version}…`
  const texts: Record<UpdateState['phase'], string> = {
    off: 'Updates: off',
    idle: `Updates come from ${state.feed ?? ''}. Not checked since the start.`,
    checking: 'Checking…',
    current: 'Postern is up to date.',
    found: `${version} is newer than this copy.`,
    fetching: `Fetching ${version}…`,
    ready: `${version} is ready, installed when Postern quits.`,
    failed: state.trouble?.message ?? '',
  }
  return texts[state.phase]
}

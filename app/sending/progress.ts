import type { Progress } from '../contract/events.ts'
import type { DecisionAction } from '../contract/exchange.ts'
import type { Retry } from '../contract/profile.ts'

export interface Position {
  /** Requests that have left so far. */
  made: number
  backOffs: number
  windows: number
  retry: Retry
}

export interface Wait {
  /** Epoch ms in our own clock. */
  until: number
  reason: string
  /** What the policy decided, when it is why we wait. */
  action?: DecisionAction
}

/** Where an exchange stands, for those who watch it. */
export function progressOf(id: string, state: Progress['state'], position: Position, wait?: Wait): Progress {
  const { made, backOffs, windows, retry } = position
  const left = wait?.action === 'wait' ? retry.maxWindows - windows : retry.backoffMs.length - backOffs
  // How many may follow is only known while the same trouble goes on.
  const isCounted = state !== 'done' && made > 0 && (wait?.action !== undefined || backOffs > 0)
  return {
    id,
    state,
    attempt: state === 'done' ? Math.max(1, made) : made + 1,
    of: isCounted ? made + 1 + Math.max(0, left) : null,
    until: wait?.until ?? null,
    reason: wait?.reason ?? '',
  }
}

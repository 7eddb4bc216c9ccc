import type { Exchange } from '../contract/exchange.ts'
import { isFailure } from '../contract/outcome.ts'
import type { History } from '../history/history.ts'
import type { Broadcast } from '../ipc/broadcast.ts'
import type { BootstrapWindow } from '../shell/bootstrapWindow.ts'
import { notify as notifySystem } from '../shell/notify.ts'
import { bringToFront } from '../shell/window.ts'

interface RecurrenceOptions {
  history: Pick<History, 'problem'>
  window: BootstrapWindow['window']
  notify: Broadcast
}

/** Hears of each recorded exchange, and says by a notification when one brings back a problem that was resolved. */
export function tellOfRecurrences({ history, window, notify }: RecurrenceOptions) {
  async function look({ startedAt, diagnosis }: Exchange): Promise<void> {
    const problem = diagnosis?.fingerprint ? await history.problem(diagnosis.fingerprint) : null
    // Who looks at Postern sees the number on the rail. Later ones of the same problem did not bring it back.
    if (problem?.reopenedAt !== startedAt || window()?.isFocused() === true) return
    const name = problem.headline ?? `${problem.method} ${problem.route}`
    notifySystem('A resolved problem happened again', name, () => {
      bringToFront(window())
      notify('menu:chosen', { id: 'go-problems' })
    })
  }

  return (exchange: Exchange): void => {
    // Where the history cannot be read, other messages say so.
    if (isFailure(exchange.outcome)) look(exchange).catch(() => undefined)
  }
}

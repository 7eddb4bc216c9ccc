import type { Retention } from './history.ts'
import type { Repository } from './repository.ts'
import { KEEP_ALL } from './retention.ts'

/** What the history's thread does by itself: it deletes what is beyond a limit, moves the log, and looks for what others write. */
export interface Upkeep {
  setRetention(retention: Retention): void
  retention(): Retention
  watch(isWanted: boolean): void
  /** Something is to be written: the tidying gives way, but not for longer than `LATEST_MS`. */
  giveWay(): void
  /** Nothing is under way: the tidying may begin soon. */
  rest(): void
  end(): void
}

/** With nothing to write for so long, the thread begins to tidy; it pauses after each step. Reading holds nothing up. */
const IDLE_MS = 1500
const PAUSE_MS = 20
/** Under steady writing it goes on between two writes at the latest after so long, so that limits are kept. */
const LATEST_MS = 5000
/** How soon it is seen what the headless tool has written, and what was deleted as beyond a limit. */
const WATCH_MS = 1000

export function createUpkeep(
  repository: Pick<Repository, 'othersVersion' | 'housekeeping' | 'saveWaiting' | 'checkpoints'>,
  onChange: () => void,
): Upkeep {
  const { checkpoints } = repository
  let retention = KEEP_ALL
  let tidying: NodeJS.Timeout | undefined
  let watching: NodeJS.Timeout | undefined
  let seenVersion = repository.othersVersion()
  /** On the process's own clock, when the tidying must wait no longer. */
  let latest = performance.now() + LATEST_MS
  /** Whether the tidying has changed what somebody may be looking at. */
  let hasChanged = false

  function lookForOthers(): void {
    try {
      repository.saveWaiting()
      const version = repository.othersVersion()
      if (version === seenVersion && !hasChanged) return
      seenVersion = version
      hasChanged = false
      onChange()
    } catch {
      // Who next reads or writes is told what is wrong.
    }
  }

  function tidy(): void {
    tidying = undefined
    // While the log is moved, a step would make it longer.
    const isMore = checkpoints.isRunning() || step()
    void (isMore ? checkpoints.keepShort() : checkpoints.run())
    if (isMore) tidying = setTimeout(tidy, PAUSE_MS)
    else latest = performance.now() + LATEST_MS
  }

  /** A disk that refuses is no reason to speak up: the next exchange that cannot be kept is. */
  function step(): boolean {
    try {
      const { isMore, hasChanged: isNews } = repository.housekeeping.step(retention)
      hasChanged ||= isNews
      return isMore
    } catch {
      return false
    }
  }

  return {
    setRetention(wanted) {
      retention = wanted
    },
    retention: () => retention,
    watch(isWanted) {
      clearInterval(watching)
      if (isWanted) watching = setInterval(lookForOthers, WATCH_MS)
    },
    giveWay() {
      clearTimeout(tidying)
      tidying = undefined
    },
    rest() {
      void checkpoints.keepShort()
      tidying ??= setTimeout(tidy, Math.max(0, Math.min(IDLE_MS, latest - performance.now())))
    },
    end() {
      clearTimeout(tidying)
      clearInterval(watching)
    },
  }
}

import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** For what moves while somebody waits for it. */
export const SMOOTH_MS = 250
const SECOND_MS = 1_000

interface Ticking {
  now: Ref<number>
  users: number
  timer: ReturnType<typeof setInterval>
}

const clocks = new Map<number, Ticking>()

function startClock(stepMs: number): Ticking {
  const now = ref(Date.now())
  const timer = setInterval(() => {
    now.value = Date.now()
  }, stepMs)
  return { now, users: 0, timer }
}

/**
 * Our own clock in epoch ms, for countdowns. One timer serves all that step alike, and none runs while nobody looks. Each
 * step draws the window anew, so what stands there all day takes whole seconds.
 */
export function useNow(stepMs = SECOND_MS): Readonly<Ref<number>> {
  const clock = clocks.get(stepMs) ?? startClock(stepMs)
  clocks.set(stepMs, clock)
  clock.users += 1
  clock.now.value = Date.now()
  onScopeDispose(() => {
    clock.users -= 1
    if (clock.users > 0) return
    clearInterval(clock.timer)
    clocks.delete(stepMs)
  })
  return readonly(clock.now)
}

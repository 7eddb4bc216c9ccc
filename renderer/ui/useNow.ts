import { createSharedComposable, useIntervalFn, useTimestamp } from '@vueuse/core'
import { computed, readonly, type ComputedRef, type Ref } from 'vue'
import { steadyTime } from './steadyTime.ts'

/** For what moves while somebody waits for it. */
export const SMOOTH_MS = 250
const SECOND_MS = 1_000

/** One timer for all who use it, which stops when the last of them goes. */
function sharedClock(stepMs: number): () => Ref<number> {
  return createSharedComposable(() => useTimestamp({ scheduler: (step) => useIntervalFn(step, stepMs) }))
}

const CLOCKS = { [SMOOTH_MS]: sharedClock(SMOOTH_MS), [SECOND_MS]: sharedClock(SECOND_MS) }

/**
 * The user's clock in epoch ms, for how long ago something was. Each step draws the window anew, so what stands there all day takes whole
 * seconds.
 */
export function useNow(stepMs: keyof typeof CLOCKS = SECOND_MS): Readonly<Ref<number>> {
  const now = CLOCKS[stepMs]()
  now.value = Date.now()
  return readonly(now)
}

/** The same as a steady time, for countdowns to what was told as one. */
export function useSteadyNow(stepMs?: keyof typeof CLOCKS): ComputedRef<number> {
  const now = useNow(stepMs)
  return computed(() => steadyTime(now.value))
}

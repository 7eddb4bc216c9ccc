import { onScopeDispose, readonly, ref, type Ref } from 'vue'

const STEP_MS = 250

const now = ref(Date.now())
let users = 0
let timer: ReturnType<typeof setInterval> | null = null

function tick(): void {
  now.value = Date.now()
}

/** Our own clock in epoch ms, for countdowns. One timer serves all, and none runs while nobody looks. */
export function useNow(): Readonly<Ref<number>> {
  users += 1
  tick()
  timer ??= setInterval(tick, STEP_MS)
  onScopeDispose(() => {
    users -= 1
    if (users > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  })
  return readonly(now)
}

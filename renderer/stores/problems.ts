import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Problem, ProblemPage, ProblemState } from '../../app/contract/problem.ts'
import { call, on } from '../api/bridge.ts'
import { toTrouble, type Async } from '../async.ts'
import { announce } from '../composables/announcer.ts'
import { useFilterStore } from './filter.ts'
import { useFrameStore } from './frame.ts'
import { useSessionStore } from './session.ts'

const MOST_SHOWN = 300
/** Failures come in bursts; the groups are read again once they pause. */
const PAUSE_MS = 600

/** The failures of the history, grouped; of every state. */
export const useProblemsStore = defineStore('problems', () => {
  const session = useSessionStore()
  const frame = useFrameStore()
  const filter = useFilterStore()

  const page = shallowRef<ProblemPage>({ items: [], total: 0, open: 0 })
  const reading = shallowRef<Async<true>>({ state: 'idle' })
  const state = shallowRef<ProblemState>('open')

  const shown = computed(() => page.value.items.filter((problem) => problem.state === state.value))

  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0

  async function start(): Promise<void> {
    on('exchange:changed', ({ outcome }) => {
      if (outcome !== null && outcome !== 'success') readSoon()
    })
    await read()
  }

  function readSoon(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void read(), PAUSE_MS)
  }

  async function read(): Promise<void> {
    turn += 1
    const mine = turn
    if (reading.value.state !== 'ready') reading.value = { state: 'loading' }
    try {
      const fresh = await call('problems:list', { state: null, limit: MOST_SHOWN })
      if (mine !== turn) return
      page.value = fresh
      reading.value = { state: 'ready', value: true }
    } catch (error) {
      if (mine === turn) reading.value = { state: 'failed', trouble: toTrouble(error) }
    }
  }

  function of(fingerprint: string): Problem | null {
    return page.value.items.find((problem) => problem.fingerprint === fingerprint) ?? null
  }

  async function setState(fingerprint: string, to: ProblemState): Promise<void> {
    try {
      await call('problems:setState', { fingerprint, state: to })
      announce(`The problem is ${to} now`)
    } catch (error) {
      session.report(error, 'The problem could not be changed')
    }
    await read()
  }

  /** Shows all exchanges of a problem in the history. */
  function showExchanges(fingerprint: string): void {
    frame.go('history')
    void filter.apply(fingerprintQuery(fingerprint))
  }

  function show(problem: Problem): void {
    state.value = problem.state
    frame.go('problems')
  }

  return { page, reading, state, shown, start, read, readSoon, of, setState, showExchanges, show }
})

/** A quotation mark cannot stand in a quoted value; the star stands for anything. */
export function fingerprintQuery(fingerprint: string): string {
  return `fingerprint:"${fingerprint.replaceAll('"', '*')}"`
}

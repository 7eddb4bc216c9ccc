import { computed, shallowRef, watch } from 'vue'
import type { Comparison } from '../../../app/contract/comparison.ts'
import { call } from '../../api/bridge.ts'
import { settle, type Async } from '../../api/async.ts'

/** How two exchanges differ; of two long bodies the first changes, and more when they are asked for. */
export function useComparison(exchange: () => string, other: () => string) {
  const loaded = shallowRef<Async<Comparison>>({ state: 'loading' })
  const isReadingOn = shallowRef(false)
  const comparison = computed(() => (loaded.value.state === 'ready' ? loaded.value.value : null))

  function compare(skip: number): Promise<Comparison> {
    // Whichever was marked first: what came later is what has become of the other. Ids sort by time.
    const [before = '', after = ''] = [exchange(), other()].sort()
    return call('history:compare', { before, after, skip })
  }

  async function load(wanted: string): Promise<void> {
    loaded.value = { state: 'loading' }
    const found = await settle(compare(0))
    if (wanted === other()) loaded.value = found
  }

  /** The next changes of the body, after those that are listed. */
  async function readOn(): Promise<void> {
    const wanted = other()
    const known = comparison.value
    if (known?.body.kind !== 'json') return
    isReadingOn.value = true
    const found = await settle(compare(known.body.diff.changes.length))
    isReadingOn.value = false
    if (wanted !== other()) return
    if (found.state === 'failed') loaded.value = found
    else if (found.value.body.kind === 'json') {
      const { diff } = found.value.body
      const changes = [...known.body.diff.changes, ...diff.changes]
      const whole = { ...known.body, diff: { ...known.body.diff, changes, more: diff.more } }
      loaded.value = { state: 'ready', value: { ...known, body: whole } }
    }
  }

  watch(other, load, { immediate: true })
  return { loaded, comparison, isReadingOn, readOn }
}

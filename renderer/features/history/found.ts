import { refDebounced } from '@vueuse/core'
import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import { call } from '../../api/bridge.ts'
import { formatMoment } from '../../ui/format.ts'
import { placeOf } from '../composer/target.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useSessionStore } from '../window/session.ts'
import { useExchangesStore } from './exchanges.ts'
import { useFilterStore } from './filter.ts'
import { useSavedFiltersStore } from './savedFilters.ts'

/** Typing is followed after so long a pause. */
const TYPING_MS = 120
const LEAST_TYPED = 3
const MOST_FOUND = 6
const TRACE = /^[0-9a-f-]{6,36}$/i

export interface Found {
  readonly id: string
  readonly group: string
  readonly label: string
  readonly aside?: string
  run(): Promise<void> | void
}

/** The query for what was typed as plain words: each may go on, and a path is found as it stands. */
export function queryOf(text: string): string {
  const words = text.replaceAll('"', ' ').split(/\s+/)
  return words
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => (/^[\p{L}\p{N}]{2,}$/u.test(word) ? `${word}*` : `"${word}"`))
    .join(' ')
}

/** Exchanges that have these words in their path, message or body, or a trace ID that begins so; the newest first. */
async function exchangesWith(text: string): Promise<readonly ExchangeSummary[]> {
  const queries = [queryOf(text), ...(TRACE.test(text.trim()) ? [`trace:${text.trim()}`] : [])]
  const pages = await Promise.all(
    queries
      .filter((query) => query !== '')
      .map((query) => call('history:list', { query, before: null, limit: MOST_FOUND }).catch(() => null)),
  )
  const all = new Map(pages.flatMap((page) => page?.items ?? []).map((item) => [item.id, item]))
  return [...all.values()].toSorted((one, other) => (one.id < other.id ? 1 : -1)).slice(0, MOST_FOUND)
}

/** What the palette finds beside commands: exchanges, and filters that were saved. */
export function useFound(text: Readonly<Ref<string>>): ComputedRef<readonly Found[]> {
  const exchanges = useExchangesStore()
  const filter = useFilterStore()
  const navigation = useNavigationStore()
  const saved = useSavedFiltersStore()
  const session = useSessionStore()
  const paused = refDebounced(text, TYPING_MS)
  const matches = shallowRef<readonly ExchangeSummary[]>([])

  watch(paused, async (typed) => {
    const found = typed.trim().length < LEAST_TYPED ? [] : await exchangesWith(typed)
    if (typed === paused.value) matches.value = found
  })

  function show(query: string): void {
    navigation.go('history')
    void filter.apply(query)
    navigation.focus('list')
  }

  async function open(id: string): Promise<void> {
    filter.clear()
    await exchanges.show(id)
    navigation.focus('list')
  }

  return computed(() => {
    const typed = text.value.trim().toLowerCase()
    if (typed === '') return []
    const now = Date.now()
    const filters = saved.items
      .filter(({ name }) => name.toLowerCase().includes(typed))
      .map(({ name, query }) => ({
        id: `filter ${name}`,
        group: 'Saved filters',
        label: name,
        aside: query,
        run: () => {
          show(query)
        },
      }))
    const rows = matches.value.map((summary) => ({
      id: `exchange ${summary.id}`,
      group: 'Exchanges',
      label: `${summary.status ?? summary.failure ?? '–'} ${summary.method} ${placeOf(summary, session.profiles).path}`,
      aside: formatMoment(summary.startedAt, now),
      run: () => open(summary.id),
    }))
    const all = {
      id: 'exchanges with these words',
      group: 'Exchanges',
      label: `Show all with “${text.value.trim()}” in History`,
      run: () => {
        show(queryOf(text.value))
      },
    }
    return [...filters, ...rows, ...(rows.length === MOST_FOUND ? [all] : [])]
  })
}

import type { MessagePort } from 'node:worker_threads'
import { compareExchanges } from '../compare/compare.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { History, Pair, PutOptions, Retention, Selection } from './history.ts'
import { createLookup, yieldToOthers } from './lookup.ts'
import type { Repository } from './repository.ts'
import type { Upkeep } from './upkeep.ts'

/** As the methods of the history, but in its thread, where the database answers at once. */
type Served = {
  [N in Exclude<keyof History, 'put'>]: (
    ...given: Parameters<History[N]>
  ) => Awaited<ReturnType<History[N]>> | ReturnType<History[N]>
}

/** What is asked of the history's thread. */
export type HistoryMethods = ReturnType<typeof createMethods>

/** So many are changed in one transaction. */
const PART = 200
/** So many are imported in one, which has more to write for each. */
const IMPORTED_PART = 16
const EVERYTHING = Number.MAX_SAFE_INTEGER

export function createMethods(repository: Repository, upkeep: Upkeep, open: (port: MessagePort) => void) {
  const lookup = createLookup(repository, Date.now)
  const { housekeeping, checkpoints } = repository
  let lastRemoval = 0

  /** Between two parts of bulk work: what it leaves behind is cleared up, and others are answered. */
  async function clearUp(): Promise<void> {
    await yieldToOthers()
    try {
      housekeeping.clearUp()
    } catch {
      // What is wrong with the disk is said by what next writes to it.
    }
    await checkpoints.keepShort()
    await yieldToOthers()
  }

  async function inParts<T>(all: readonly T[], size: number, work: (part: T[]) => number): Promise<number> {
    let count = 0
    for (let at = 0; at < all.length; at += size) {
      if (at > 0) await clearUp()
      count += work(all.slice(at, at + size))
    }
    return count
  }

  async function bringBack(count: number): Promise<number> {
    while (housekeeping.bringBack()) await clearUp()
    return count
  }

  const served = {
    ...lookup,
    async oldest({ query, limit }) {
      const { ids } = await lookup.ids({ query, limit: EVERYTHING })
      return { ids: ids.slice(-limit).toReversed(), count: ids.length }
    },
    get: (id) => repository.get(id),
    known: (ids) => repository.known(ids),
    // Done here, where the bodies are: they may be large.
    compare({ before, after, ...options }: Pair) {
      const [left, right] = [repository.get(before), repository.get(after)]
      return left && right ? compareExchanges(left, right, options) : null
    },
    annotate: (change) => repository.annotate(change),
    pin: (all, pinned) => inParts(all, PART, (ids) => repository.pin(ids, pinned)),
    async remove(selection: Selection) {
      const found = 'ids' in selection ? selection : await lookup.ids({ ...selection, limit: EVERYTHING })
      lastRemoval = Math.max(Date.now(), lastRemoval + 1)
      const removal = lastRemoval
      return { removal, count: await inParts(found.ids, PART, (ids) => repository.remove(ids, removal)) }
    },
    restore: (removal) => bringBack(repository.restore(removal)),
    restoreByLimits: () => bringBack(repository.restoreByLimits()),
    surplus: (retention) => housekeeping.surplus(retention),
    problems: (query) => repository.problems.list(query),
    problem: (fingerprint) => repository.problems.get(fingerprint),
    affected: (fingerprint) => repository.problems.affected(fingerprint),
    openProblems: () => repository.problems.open(),
    setProblemState: (fingerprint, state) => repository.problems.setState(fingerprint, state),
    unknownCodes: (known) => repository.problems.unknownCodes(known),
    knownValues: () => repository.knownValues(),
    usage: () => housekeeping.usage(upkeep.retention()),
    activity: (since) => repository.activity(since),
    setRetention: (retention: Retention) => upkeep.setRetention(retention),
    watchOthers: (isWanted: boolean) => upkeep.watch(isWanted),
    async close() {
      upkeep.end()
      await checkpoints.close()
      return repository.close()
    },
  } satisfies Served

  return {
    ...served,
    put: (exchanges: readonly Exchange[], options: PutOptions) => repository.put(exchanges, options),
    /** Keeps what is not there yet. Many such parts come from a thread that imports, one after the other. */
    async add(exchanges: readonly Exchange[]) {
      const known = new Set(repository.known(exchanges.map(({ id }) => id)))
      const fresh = new Map(
        exchanges.filter(({ id }) => !known.has(id)).map((exchange) => [exchange.id, exchange]),
      )
      await inParts([...fresh.values()], IMPORTED_PART, (part) => {
        repository.put(part, { durable: false })
        return part.length
      })
      await clearUp()
      return { added: fresh.size, known: exchanges.length - fresh.size }
    },
    /** Answers on another port too, for bulk that goes from thread to thread. */
    open,
  }
}

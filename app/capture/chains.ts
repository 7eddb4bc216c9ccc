import { LONGEST_PAUSE_MS, type Grouped } from '../contract/capture.ts'

/** What tells the attempts of one request: the same program, method, URL and body. */
export interface Same {
  client: string
  method: string
  url: string
  /** Null where the body was still on its way: its rest may differ. */
  bodyHash: string | null
}

/** A request that failed, and may be sent again. Times are epoch ms. */
export interface OpenChain<T> {
  connection: number
  /** Process of the program; null where it is not known. */
  pid: number | null
  /** Mark of its key; null where it is not known. */
  key: string | null
  endedAt: number
  value: T
  /** Of its bodies, which stay in memory as long as it is open. */
  characters: number
}

export interface Chains<T> {
  /** Finds the request of which a call is the next attempt, and takes it out; `null` for a new request. */
  join(
    same: Same,
    call: { connection: number; pid: number | null; key: string | null; at: number },
  ): { value: T | null; grouped: Grouped }
  /** A request whose last attempt has failed waits for the next one. */
  leaveOpen(same: Same, chain: OpenChain<T>): void
  /** Takes out what waited for longer than 60 s, or all where no time is given. */
  expire(now?: number): T[]
}

/** Beyond these, nothing is known of the oldest any more. */
export const MOST_OPEN = 2000
const MOST_CHARACTERS = 32 * 1024 * 1024

/**
 * Puts the attempts of one request together: the next one begins after the failed one before it has ended, within 60 s. Where
 * several requests fit, the one of the same connection goes first, then the oldest, and it is said to be ambiguous.
 */
export function createChains<T>(): Chains<T> {
  const byMark = new Map<string, OpenChain<T>[]>()
  /** All, as they came in. */
  const open = new Map<OpenChain<T>, string>()
  let characters = 0

  function takeOut(chain: OpenChain<T>): void {
    const mark = open.get(chain)
    if (mark === undefined) return
    open.delete(chain)
    characters -= chain.characters
    const rest = (byMark.get(mark) ?? []).filter((each) => each !== chain)
    if (rest.length > 0) byMark.set(mark, rest)
    else byMark.delete(mark)
  }

  return {
    join(same, { connection, pid, key, at }) {
      if (same.bodyHash === null) return { value: null, grouped: 'first' }
      const fitting = (byMark.get(markOf(same)) ?? []).filter(
        (chain) =>
          chain.endedAt <= at &&
          at - chain.endedAt <= LONGEST_PAUSE_MS &&
          mayBeEqual(pid, chain.pid) &&
          // What another key may see is another request.
          mayBeEqual(key, chain.key),
      )
      const onSame = fitting.find((chain) => chain.connection === connection)
      const chosen = onSame ?? fitting[0]
      if (!chosen) return { value: null, grouped: 'first' }
      takeOut(chosen)
      const grouped = fitting.length > 1 ? 'ambiguous' : onSame ? 'same-connection' : 'matched'
      return { value: chosen.value, grouped }
    },
    leaveOpen(same, chain) {
      if (same.bodyHash === null) return
      const mark = markOf(same)
      const all = [...(byMark.get(mark) ?? []), chain].toSorted((a, b) => a.endedAt - b.endedAt)
      byMark.set(mark, all)
      open.set(chain, mark)
      characters += chain.characters
      for (const oldest of open.keys()) {
        if (open.size <= MOST_OPEN && (characters <= MOST_CHARACTERS || open.size === 1)) break
        takeOut(oldest)
      }
    },
    expire(now = Number.POSITIVE_INFINITY) {
      const expired = [...open.keys()].filter(({ endedAt }) => now - endedAt > LONGEST_PAUSE_MS)
      for (const chain of expired) takeOut(chain)
      return expired.map(({ value }) => value)
    },
  }
}

function mayBeEqual<T>(one: T | null, other: T | null): boolean {
  return one === null || other === null || one === other
}

function markOf({ client, method, url, bodyHash }: Same): string {
  return JSON.stringify([client, method, url, bodyHash])
}

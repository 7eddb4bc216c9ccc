import { lean } from '../check/lean.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { CommandLineContext } from './context.ts'

/** So many reads of the history are on their way together. */
const READ_AHEAD = 16

/** Reads what a query finds, the newest first, as far as the rules need it. `isAll` is false when the limit left some out. */
export async function readCalls(
  { history, signal }: Pick<CommandLineContext, 'history' | 'signal'>,
  query: string,
  limit = Number.MAX_SAFE_INTEGER,
): Promise<{ exchanges: Exchange[]; isAll: boolean }> {
  const { ids, isAll } = await history.ids({ query, limit })
  const exchanges: Exchange[] = []
  for (let at = 0; at < ids.length; at += READ_AHEAD) {
    signal.throwIfAborted()
    const read = await Promise.all(ids.slice(at, at + READ_AHEAD).map((id) => history.get(id)))
    for (const exchange of read) if (exchange) exchanges.push(lean(exchange))
  }
  return { exchanges, isAll }
}

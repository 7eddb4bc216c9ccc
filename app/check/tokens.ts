import { hasToken, type Call } from './calls.ts'

/**
 * Where no mark tells the tokens of a program apart: a call goes with the token of the last token request of its key that had ended
 * before. Where none was seen, nothing is known.
 */
export function findTokens(calls: readonly Call[]): void {
  const received = calls
    .filter(({ isToken, kind }) => isToken && kind === 'done')
    .toSorted((a, b) => a.endedAt - b.endedAt)
  if (received.length === 0) return
  const counts = new Map<string, number>()
  let next = 0
  for (const call of calls) {
    for (
      let token = received[next];
      token && token.endedAt <= call.at && token.order < call.order;
      token = received[next]
    ) {
      counts.set(token.key, (counts.get(token.key) ?? 0) + 1)
      next += 1
    }
    const count = counts.get(call.key)
    if (call.token === null && count !== undefined && hasToken(call)) call.token = `${call.key} ${count}`
  }
}

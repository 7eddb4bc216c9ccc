import type { Exchange } from '../../../app/contract/exchange.ts'

/** Names of the catalog's entries, such as `status:403`; they stand apart so that a link does not load the catalog. */
export const entryNames = {
  status: (status: number) => `status:${status}`,
  code: (code: number) => `code:${code}`,
  endpoint: (method: string, path: string) => `endpoint:${method} ${path}`,
  finding: (rule: string) => `finding:${rule}`,
  failure: (kind: string) => `failure:${kind}`,
}

/** The code that leaves it to the HTTP status and the messages to say what is wrong. */
const GENERIC_CODE = 100

/** The entry that says most about how an exchange ended, following what its diagnosis rests on. */
export function entryOf({ attempts, envelope, diagnosis }: Exchange): string {
  const last = attempts.at(-1)
  if (last?.failure) return entryNames.failure(last.failure.kind)
  const code = envelope?.code ?? null
  if (diagnosis?.basis === 'service-code' && code !== null && code !== GENERIC_CODE)
    return entryNames.code(code)
  return entryNames.status(last?.response?.status ?? 0)
}

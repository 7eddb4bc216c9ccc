import type { Failure } from '../../contract/exchange.ts'
import type { CatalogText } from '../text.ts'
import { DEADLINE_TEXTS } from './deadline.ts'
import { EXCHANGE_FAMILIES, EXCHANGE_TEXTS } from './exchange.ts'
import { FAILURE_KIND_TEXTS } from './kinds.ts'
import { CLOSED_EARLY, NETWORK_TEXTS, TIMEOUT_TEXTS, type TimeoutPhase } from './network.ts'
import { TLS_FAMILIES, TLS_TEXTS } from './tls.ts'

const BY_CODE: ReadonlyMap<string, CatalogText> = new Map(
  Object.entries({ ...NETWORK_TEXTS, ...TLS_TEXTS, ...EXCHANGE_TEXTS, ...DEADLINE_TEXTS }),
)
const FAMILIES = [...TLS_FAMILIES, ...EXCHANGE_FAMILIES]

/** Every code that has a text of its own. */
export const KNOWN_FAILURE_CODES: readonly string[] = [...BY_CODE.keys()]

/**
 * The text for a failure: by its code, else by the code's family, else by its kind. `phase` tells how far
 * an attempt had come when it failed; null when that is not known. `{host}` stands for the host.
 */
export function failureText(
  { kind, code, message }: Pick<Failure, 'kind' | 'code' | 'message'>,
  phase: TimeoutPhase | null,
): CatalogText {
  if (kind === 'timeout' && !BY_CODE.has(code ?? ''))
    return phase === null ? FAILURE_KIND_TEXTS.timeout : TIMEOUT_TEXTS[phase]
  if (kind === 'reset' && phase === 'connecting' && !code?.startsWith('PROXY_')) return CLOSED_EARLY
  const name = (code === 'EPROTO' ? tlsCode(message.slice(0, 500)) : null) ?? code ?? ''
  const family = FAMILIES.find(([prefix]) => name.startsWith(prefix))?.[1]
  return BY_CODE.get(name) ?? family ?? FAILURE_KIND_TEXTS[kind]
}

/** The code that some versions of Node tell in the message alone: `…:error:0A000410:SSL routines::sslv3 alert handshake failure:…`. */
function tlsCode(message: string): string | null {
  const reason = /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1]
  return reason === undefined ? null : `ERR_SSL_${reason.trim().toUpperCase().replaceAll(' ', '_')}`
}

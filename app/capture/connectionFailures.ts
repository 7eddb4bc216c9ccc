import type { Failure, FailureKind } from '../contract/exchange.ts'

const STATUS: Partial<Record<FailureKind, 502 | 504>> = { dns: 502, refused: 502, tls: 502, timeout: 504 }
const TEXTS: Partial<Record<FailureKind, (host: string) => string>> = {
  dns: (host) =>
    `No name server knows ${host}. Check the base URL of the profile, and this computer’s network.`,
  refused: (host) =>
    `${host} refused the connection. Check that the API runs there, and the port of its base URL.`,
  tls: (host) =>
    `Postern and ${host} agreed on no secure connection. Check the certificate and the base URL.`,
  timeout: (host) => `${host} gave no connection in time. Check this computer’s network, and the base URL.`,
}

/** What Postern responds in place of an API that gave no connection; null where the program sees the connection end as it ended. */
export function responseFor(
  { kind, code, message, mayHaveBeenSent }: Failure,
  host: string,
): { status: number; message: string } | null {
  if (mayHaveBeenSent) return null
  // The host behind a proxy was not even asked.
  if (code?.startsWith('PROXY_'))
    return {
      status: STATUS[kind] ?? 502,
      message: `${message} Check the proxy settings of the system or the environment.`,
    }
  const [status, text] = [STATUS[kind], TEXTS[kind]]
  return status === undefined || text === undefined ? null : { status, message: text(host) }
}

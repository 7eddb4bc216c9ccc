const SCHEMES = new Map(
  Object.entries({
    PROXY: 'http',
    HTTPS: 'https',
    SOCKS: 'socks',
    SOCKS5: 'socks5',
  }),
)

/** The first choice of an answer such as `PROXY proxy.example:8080; DIRECT`, as a URL; null for a direct connection. */
export function firstProxy(answer: string): string | null {
  const [kind = '', address = ''] = (answer.split(';')[0] ?? '').trim().split(/\s+/)
  const scheme = SCHEMES.get(kind.toUpperCase())
  return scheme === undefined || address === '' ? null : `${scheme}://${address}`
}

import { isLoopback, originOf } from './url.ts'

/** What to say before a key or a token goes to a host over plain HTTP; null where nobody on the way can read it. */
export function plainHttpWarning(baseUrl: string): string | null {
  const origin = originOf(baseUrl)
  if (origin === null || origin.startsWith('https:') || isLoopback(origin)) return null
  return `${origin} uses plain HTTP. Everyone on the network path can read the key and its token. Use https.`
}

import { session } from 'electron'
import { firstProxy } from './proxyAnswer.ts'

/** The proxy that the system names for an address, as a URL; null for none. */
export async function systemProxy(url: string): Promise<string | null> {
  return firstProxy(await session.defaultSession.resolveProxy(url))
}

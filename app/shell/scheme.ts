import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { CONTENT_SECURITY_POLICY, fileFor, SCHEME, typeOf } from './pageFiles.ts'

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
}

/** Must run before Electron is ready. */
export function registerScheme(): void {
  // The page's scripts are compiled once, and not at each start.
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ])
}

export function servePage(root: string): void {
  protocol.handle(SCHEME, async ({ method, url }) => {
    const file = method === 'GET' ? fileFor(url, root) : null
    const type = file === null ? null : typeOf(file)
    if (file === null || type === null) return notFound()
    try {
      return new Response(await readFile(file), { headers: { ...HEADERS, 'content-type': type } })
    } catch {
      return notFound()
    }
  })
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: HEADERS })
}

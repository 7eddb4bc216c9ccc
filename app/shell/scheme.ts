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
  // Without a code cache, which would save 50 ms of a start: Chromium writes it seconds later, and makes a data folder anew for it
  // that was moved meanwhile.
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }])
}

/** Answers each request of the page's scheme with a file below `root`, or with 404. */
export function servePage(root: string): void {
  protocol.handle(SCHEME, ({ method, url }) => responseTo(method, url, root))
}

async function responseTo(method: string, url: string, root: string): Promise<Response> {
  const file = method === 'GET' ? fileFor(url, root) : null
  const type = file === null ? null : typeOf(file)
  if (file === null || type === null) return notFound()
  try {
    return new Response(await readFile(file), { headers: { ...HEADERS, 'content-type': type } })
  } catch {
    return notFound()
  }
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: { ...HEADERS, 'content-type': 'text/plain' } })
}

import { net, protocol } from 'electron'
import { pathToFileURL } from 'node:url'
import { CONTENT_SECURITY_POLICY, fileFor, SCHEME } from './pageFiles.ts'

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
}

/** Must run before Electron is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }])
}

export function servePage(root: string): void {
  protocol.handle(SCHEME, async (request) => {
    const file = request.method === 'GET' ? fileFor(request.url, root) : null
    if (file === null) return new Response('Not found', { status: 404, headers: HEADERS })
    try {
      const answer = await net.fetch(pathToFileURL(file).href)
      const type = answer.headers.get('content-type') ?? 'application/octet-stream'
      return new Response(answer.body, { headers: { ...HEADERS, 'content-type': type } })
    } catch {
      return new Response('Not found', { status: 404, headers: HEADERS })
    }
  })
}

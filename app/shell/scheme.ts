import { protocol, type ProtocolResponse } from 'electron'
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

/** The older of Electron's two ways: the one that follows the Fetch standard is slow to start, see decision 6. */
export function servePage(root: string): void {
  protocol.registerBufferProtocol(SCHEME, ({ method, url }, answer) => {
    void responseTo(method, url, root).then(answer)
  })
}

async function responseTo(method: string, url: string, root: string): Promise<ProtocolResponse> {
  const file = method === 'GET' ? fileFor(url, root) : null
  const type = file === null ? null : typeOf(file)
  if (file === null || type === null) return notFound()
  try {
    return { data: await readFile(file), headers: { ...HEADERS, 'content-type': type } }
  } catch {
    return notFound()
  }
}

function notFound(): ProtocolResponse {
  return {
    statusCode: 404,
    data: Buffer.from('Not found'),
    headers: { ...HEADERS, 'content-type': 'text/plain' },
  }
}

import { systemClock } from '../../../app/clock.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../app/sandbox/sandbox.ts'

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** Null when the body is not a JSON object. */
  json: Record<string, unknown> | null
}

export interface Client extends AsyncDisposable {
  sandbox: Sandbox
  /** Exchanges the key of that alias for a token. */
  token(alias: string): Promise<string>
  /** Sends with a fresh token of the key; null sends without one. */
  call(alias: string | null, path: string, init?: RequestInit): Promise<Answer>
  send(path: string, init?: RequestInit): Promise<Answer>
}

/** A sandbox of its own for each test, which ends with it. */
export async function openClient(options: Partial<SandboxOptions> = {}): Promise<Client> {
  const sandbox = await startSandbox({ clock: systemClock, ...options })

  async function send(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(sandbox.url + path, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: readObject(text) }
  }

  async function token(alias: string): Promise<string> {
    const answer = await send('/api/token/request', postJson({ apiKey: `sandbox-${alias}` }))
    return textAt(answer.json, 'data', 'token')
  }

  return {
    sandbox,
    send,
    token,
    async call(alias, path, init = {}) {
      if (alias === null) return send(path, init)
      const headers = new Headers(init.headers)
      headers.set('authorization', `Bearer ${await token(alias)}`)
      return send(path, { ...init, headers })
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  }
}

export function postJson(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

export function withFault(fault: string): RequestInit {
  return { headers: { 'x-sandbox-fault': fault } }
}

/** The value at a path of names, or undefined. */
export function at(value: unknown, ...names: string[]): unknown {
  return names.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value)
}

export function textAt(value: unknown, ...names: string[]): string {
  const found = at(value, ...names)
  if (typeof found !== 'string') throw new Error(`No text at ${names.join('.')} in ${JSON.stringify(value)}`)
  return found
}

export function listAt(value: unknown, ...names: string[]): unknown[] {
  const found = at(value, ...names)
  if (!Array.isArray(found)) throw new Error(`No list at ${names.join('.')} in ${JSON.stringify(value)}`)
  return found
}

export function messagesOf(answer: Answer): unknown[] {
  return listAt(answer.json, 'errors').map((error) => at(error, 'message'))
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

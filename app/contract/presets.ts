import { SANDBOX_PROFILE } from './names.ts'
import type { Profile } from './profile.ts'

const defaults = {
  token: {
    method: 'POST',
    path: '/api/token/request',
    sendKeyIn: 'json',
    keyName: 'apiKey',
    tokenAt: null,
    expiresAt: null,
  },
  rate: { limit: 60, lengthMs: 60_000, paths: ['/api/external/'], mode: 'guard' },
  retry: { backoffMs: [1000, 2000, 4000, 8000], maxWindows: 2, deadlineMs: 300_000 },
  timeouts: { connectMs: 10_000, idleMs: 30_000, totalMs: 120_000 },
  bodyCapBytes: 20 * 1024 * 1024,
  caFile: null,
  traceHeaders: [
    'traceparent',
    'x-trace-id',
    'x-request-id',
    'x-correlation-id',
    'request-id',
    'x-ms-request-id',
    'apim-request-id',
  ],
  subscriptionHeader: 'external-gh-apim-sub-key',
} satisfies Omit<Profile, 'id' | 'name' | 'baseUrl'>

/**
 * The profiles that every installation has. The sandbox's address is a placeholder until it listens.
 * They stand apart from the schemas, so that the page can know them without zod.
 */
export const PRESETS: readonly Profile[] = [
  { ...defaults, id: SANDBOX_PROFILE, name: 'Sandbox', baseUrl: 'http://127.0.0.1' },
  {
    ...defaults,
    id: 'guardhouse-au',
    name: 'Guardhouse AU',
    baseUrl: 'https://gateway-api.guardhousehq.com',
  },
  {
    ...defaults,
    id: 'guardhouse-uk',
    name: 'Guardhouse UK',
    baseUrl: 'https://gateway-api.guardhousehq.co.uk',
  },
]

/** A profile for any other address, with the presets' settings. */
export function profileFor(id: string, name: string, baseUrl: string): Profile {
  return { ...defaults, id, name, baseUrl }
}

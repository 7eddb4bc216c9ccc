import fc from 'fast-check'
import { WINDOW_OPERATIONS, type OperationInput, type OperationName } from '../../../app/operations/list.ts'

const ID = '01HF3Z8Q5M0000000000000000'
const keyOf = { profile: 'sandbox', key: 'site-7' }

/** Right inputs, to be spoiled; a call without one is handed anything else. */
const RIGHT: { [N in OperationName]?: OperationInput<N> } = {
  'draft:keep': { text: 'A draft' },
  'app:dismissNotice': { id: 'keys-unsaved' },
  'settings:set': { theme: 'dark', selected: { profile: 'sandbox', key: null }, profiles: [] },
  'keys:set': { ...keyOf, secret: 'long-enough' },
  'keys:remove': keyOf,
  'keys:restore': keyOf,
  'keys:rename': { ...keyOf, to: 'site-8' },
  'keys:storeWeakly': { isWanted: false },
  'keys:test': keyOf,
  'exchange:send': {
    ...keyOf,
    method: 'GET',
    target: '/api/external/sites',
    writtenFor: 'http://127.0.0.1',
    headers: [['accept', 'application/json']],
    body: null,
    markedIdempotent: false,
    replayOf: null,
  },
  'exchange:cancel': { id: ID },
  'exchange:sendNow': { id: ID },
  'app:zoom': { to: 'in' },
  'history:list': { before: null, limit: 50 },
  'history:get': { id: ID },
  'history:open': { id: ID },
  'history:body': { id: ID, attempt: 0, from: 0 },
  'history:compare': { before: ID, after: ID, skip: 0 },
  'history:count': { query: 'status:4xx', limit: 1000 },
  'history:mark': { id: ID, pinned: true, note: 'Ask support' },
  'history:pin': { ids: [ID], pinned: true },
  'history:remove': { ids: [ID] },
  'history:restore': { removal: 1 },
  'problems:list': { state: 'open', before: null, limit: 10 },
  'problems:get': { fingerprint: 'GET /api/external/sites 404/404' },
  'problems:setState': { fingerprint: 'GET /api/external/sites 404/404', state: 'resolved' },
  'replay:plan': { selection: { query: 'status:5xx' }, keys: [keyOf] },
  'replay:pause': { id: '1' },
  'replay:resume': { id: '1' },
  'job:cancel': { id: '1' },
  'replay:continueAnyway': { id: '1' },
  'replay:start': { plan: 1, withUnsafe: false },
  'import:command': { text: 'curl http://127.0.0.1/' },
  'import:forgetToken': { id: 'one' },
  'import:text': { text: '{"log":{"entries":[]}}' },
  'import:keepKey': { offer: 'one', key: 'site-9' },
  'export:preview': { of: { ids: [ID] }, format: 'har' },
  'export:save': { of: { query: 'status:4xx' }, format: 'bundle' },
  'saved:put': {
    folder: 'Sites',
    name: 'All',
    profile: null,
    method: 'GET',
    target: '/api/external/sites',
    headers: [],
    body: null,
    idempotent: false,
  },
  'saved:rename': { id: 'one', name: 'All', folder: '' },
  'saved:remove': { id: 'one' },
  'file:read': { text: '{"postern":1}' },
  'pages:fetch': { id: ID },
  'pages:pause': { id: '1' },
  'pages:resume': { id: '1' },
  'window:state': keyOf,
  'token:state': keyOf,
  'updates:setFeed': { feed: 'https://example.com/postern/' },
}

export type Malformed = [name: OperationName, input: unknown]

/** Playwright makes a field of this name the prototype of what it hands over, and so another input. */
const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__')

const anything = fc.anything({
  maxDepth: 4,
  withBigInt: true,
  key: fc.oneof(name, fc.constantFrom('profile', 'key', 'id', 'constructor', 'toString', 'limit')),
  values: [
    fc.string(),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(
      null,
      undefined,
      '',
      '..',
      '../../etc/passwd',
      '\0',
      'sandbox',
      ID,
      Number.MAX_SAFE_INTEGER,
      new Date(0),
    ),
  ],
})

/** The right input with one part replaced, taken out or put in, at any depth. */
function spoiled(right: unknown): fc.Arbitrary<unknown> {
  if (typeof right !== 'object' || right === null) return anything
  const names = Object.keys(right)
  const copy = (change: (parts: Record<string, unknown>) => void): unknown => {
    const parts: Record<string, unknown> = Object.fromEntries(Object.entries(right))
    change(parts)
    return Array.isArray(right) ? Object.values(parts) : parts
  }
  return fc.oneof(
    anything,
    fc.tuple(name, anything).map(([added, value]) =>
      copy((parts) => {
        parts[added] = value
      }),
    ),
    ...names.flatMap((name) => [
      fc.constant(
        copy((parts) => {
          Reflect.deleteProperty(parts, name)
        }),
      ),
      fc.oneof(anything, spoiledLater(right, name)).map((value) =>
        copy((parts) => {
          parts[name] = value
        }),
      ),
    ]),
  )
}

function spoiledLater(right: object, name: string): fc.Arbitrary<unknown> {
  const inner: unknown = Reflect.get(right, name)
  return typeof inner === 'object' && inner !== null ? spoiled(inner) : anything
}

/** Calls of every name with inputs that their schemas refuse. */
export function malformedCalls(count: number, seed: number): Malformed[] {
  const each = Math.ceil(count / WINDOW_OPERATIONS.size)
  return [...WINDOW_OPERATIONS.values()]
    .flatMap((operation) => {
      const name = operation.name as OperationName
      // What counts is what arrives: on its way over the bridge a value loses its prototype.
      const refused = spoiled(RIGHT[name]).filter(
        (input) => !operation.input.safeParse(structuredClone(input)).success,
      )
      return fc.sample(refused, { numRuns: each, seed }).map((input): Malformed => [name, input])
    })
    .slice(0, count)
}

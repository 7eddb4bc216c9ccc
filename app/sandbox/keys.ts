/** Claims as the token carries them. Real APIs write ids as numbers, lists and joined texts, so these keys do too. */
export interface KeyClaims {
  readonly KeyType: string
  readonly CompanyId: number | string | readonly number[]
  /** Left out where the key sees every customer of its company. */
  readonly CustomerId?: number | string | readonly number[]
  /** Left out where the key sees every site of its customers. */
  readonly SiteId?: number | string | readonly number[]
}

export interface SandboxKey {
  readonly alias: string
  /** What the token exchange asks for. It opens nothing but a sandbox on this machine. */
  readonly secret: string
  /** What the key is for, in one short sentence. */
  readonly note: string
  readonly claims: KeyClaims
}

function key(alias: string, note: string, claims: KeyClaims): SandboxKey {
  return { alias, secret: `sandbox-${alias}`, note, claims }
}

/** Alias of the key that every token exchange refuses. */
export const REVOKED_ALIAS = 'revoked'

/** The first one is a good start: it sees enough to succeed and little enough to be refused. */
export const SANDBOX_KEYS: readonly SandboxKey[] = [
  key('site-7', 'Sees three sites of customers 7 and 12, and nothing else.', {
    KeyType: 'public',
    CompanyId: 42,
    CustomerId: [7, 12],
    SiteId: [31, 32, 40],
  }),
  key('one-site', 'Sees a single site, 31, of customer 7.', {
    KeyType: 'public',
    CompanyId: 42,
    CustomerId: 7,
    SiteId: '31',
  }),
  key('company', 'Sees all customers and sites of company 42.', { KeyType: 'public', CompanyId: [42] }),
  key('liveops', 'Opens live operations, which also need a subscription key.', {
    KeyType: 'liveops',
    CompanyId: '42',
    CustomerId: '7,12',
  }),
  key('incidentreport', 'Opens incident reports of company 42.', {
    KeyType: 'incidentreport',
    CompanyId: 42,
  }),
  key('webhook', 'Opens webhook subscribers and subscriptions.', { KeyType: 'webhook', CompanyId: 42 }),
  key('timesheet', 'Made for timesheets of customers 7 and 12.', {
    KeyType: 'timesheet',
    CompanyId: 42,
    CustomerId: '7, 12',
  }),
  key(REVOKED_ALIAS, 'Was revoked: the token exchange refuses it.', { KeyType: 'public', CompanyId: 42 }),
]

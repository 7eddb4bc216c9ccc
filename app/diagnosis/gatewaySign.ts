/** What a program in front of the API means by its response. */
export type GatewaySays =
  | 'no-path'
  | 'no-file'
  | 'link-refused'
  | 'wrong-host'
  | 'use-https'
  | 'unreadable'
  | 'too-large'
  | 'credentials'
  | 'own-key'
  | 'proxy-sign-in'
  | 'sign-in'
  | 'sign-in-failed'
  | 'network-sign-in'
  | 'browser-check'
  | 'forbidden'
  | 'blocked'
  | 'quota'
  | 'rate'
  | 'failed'
  | 'app-failed'
  | 'stopped'
  | 'bad-upstream'
  | 'unavailable'
  | 'slow-upstream'
  | 'origin-down'
  | 'origin-tls'
  | 'origin-dns'

/** A sign by which a program in front of the API can be known. */
export interface GatewaySign {
  /** As a sentence begins with it. */
  name: string
  /** Looked for in the body, with its markup and without. */
  body?: RegExp
  /** Looked for in the header lines, such as `server: cloudflare`. */
  header?: RegExp
  /** Only for these statuses. */
  status?: readonly number[]
  /** Left out, the status decides. */
  says?: GatewaySays
  /** True where other programs answer like that too. */
  isGuess?: boolean
  /** True for a sign that counts on a page alone: in JSON its words may be about anything. */
  isPage?: boolean
}

/** What a status means where a program in front of the API sends it. */
export const SAYS_BY_STATUS: Readonly<Record<number, GatewaySays>> = {
  400: 'unreadable',
  401: 'credentials',
  403: 'forbidden',
  404: 'no-path',
  407: 'proxy-sign-in',
  410: 'no-path',
  413: 'too-large',
  414: 'too-large',
  421: 'wrong-host',
  429: 'rate',
  431: 'too-large',
  494: 'too-large',
  497: 'use-https',
  500: 'failed',
  502: 'bad-upstream',
  503: 'unavailable',
  504: 'slow-upstream',
}

/** Both, in any order; anchored, so that its time grows with the length of the text alone. */
export const both = (...parts: string[]) =>
  new RegExp(`^${parts.map((part) => `(?=[^]*(?:${part}))`).join('')}`, 'i')

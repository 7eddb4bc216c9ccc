interface OptionShape {
  type: 'string' | 'boolean'
  short?: string
  multiple: true
}

function flag(short?: string): OptionShape {
  return { type: 'boolean', multiple: true, ...(short === undefined ? {} : { short }) }
}

function value(short?: string): OptionShape {
  return { type: 'string', multiple: true, ...(short === undefined ? {} : { short }) }
}

/** The options of curl that browsers and tools write, in the form in which `parseArgs` takes them. */
export const CURL_OPTIONS = {
  // What the request is made of.
  url: value(),
  request: value('X'),
  header: value('H'),
  data: value('d'),
  'data-ascii': value(),
  'data-binary': value(),
  'data-raw': value(),
  'data-urlencode': value(),
  json: value(),
  get: flag('G'),
  head: flag('I'),
  user: value('u'),
  'oauth2-bearer': value(),
  cookie: value('b'),
  'user-agent': value('A'),
  referer: value('e'),

  // What cannot be taken over.
  form: value('F'),
  'form-string': value(),
  'upload-file': value('T'),
  config: value('K'),
  next: flag(':'),

  // What says nothing about the request itself.
  cacert: value(),
  cert: value('E'),
  ciphers: value(),
  compressed: flag(),
  'connect-timeout': value(),
  'cookie-jar': value('c'),
  'create-dirs': flag(),
  'dump-header': value('D'),
  fail: flag('f'),
  'fail-with-body': flag(),
  globoff: flag('g'),
  'http1.0': flag('0'),
  'http1.1': flag(),
  http2: flag(),
  'http2-prior-knowledge': flag(),
  http3: flag(),
  include: flag('i'),
  insecure: flag('k'),
  interface: value(),
  ipv4: flag('4'),
  ipv6: flag('6'),
  key: value(),
  location: flag('L'),
  'max-redirs': value(),
  'max-time': value('m'),
  'no-buffer': flag('N'),
  'no-progress-meter': flag(),
  noproxy: value(),
  output: value('o'),
  'path-as-is': flag(),
  'progress-bar': flag('#'),
  proxy: value('x'),
  'remote-name': flag('O'),
  resolve: value(),
  retry: value(),
  'retry-all-errors': flag(),
  'retry-delay': value(),
  'retry-max-time': value(),
  'show-error': flag('S'),
  silent: flag('s'),
  'ssl-no-revoke': flag(),
  'tlsv1.2': flag(),
  'tlsv1.3': flag(),
  trace: value(),
  'trace-ascii': value(),
  verbose: flag('v'),
  'write-out': value('w'),
} as const satisfies Record<string, OptionShape>

export type CurlOption = keyof typeof CURL_OPTIONS

export function isOption(name: string): name is CurlOption {
  return Object.hasOwn(CURL_OPTIONS, name)
}

const REFUSALS: Partial<Record<CurlOption, string>> = {
  form: 'a form of several parts cannot be sent by Postern',
  'form-string': 'a form of several parts cannot be sent by Postern',
  'upload-file': 'its body lies in a file, which is not read',
  config: 'its options lie in a file, which is not read',
  next: 'it makes several requests; paste one at a time',
}

/** Why an option stands in the way; null when it does not. */
export function refusalOf(name: CurlOption): string | null {
  return REFUSALS[name] ?? null
}

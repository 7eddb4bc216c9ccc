interface OptionShape {
  type: 'string' | 'boolean'
  short?: string
  multiple: true
}

/** The long names of curl's options, each behind its letter where it has one. */
const FLAGS = `G,get I,head :,next compressed f,fail fail-with-body fail-early g,globoff 0,http1.0 http1.1 http0.9 http2 http2-prior-knowledge
  http3 http3-only i,include k,insecure 4,ipv4 6,ipv6 L,location location-trusted N,no-buffer no-progress-meter progress-meter path-as-is
  #,progress-bar O,remote-name remote-name-all J,remote-header-name R,remote-time retry-all-errors retry-connrefused S,show-error s,silent
  ssl-no-revoke ssl-revoke-best-effort ssl ssl-reqd 1,tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 v,verbose q,disable basic digest ntlm
  negotiate anyauth n,netrc netrc-optional a,append B,use-ascii create-dirs no-keepalive no-alpn no-npn no-sessionid no-clobber remove-on-error
  post301 post302 post303 raw tr-encoding trace-time trace-ids styled-output Z,parallel parallel-immediate j,junk-session-cookies l,list-only
  p,proxytunnel proxy-basic proxy-digest proxy-ntlm proxy-negotiate proxy-anyauth proxy-insecure form-escape tcp-nodelay tcp-fastopen
  suppress-connect-headers disallow-username-in-url ignore-content-length crlf cert-status xattr haproxy-protocol V,version M,manual`
const VALUES = `url X,request H,header d,data data-ascii data-binary data-raw data-urlencode json url-query u,user oauth2-bearer b,cookie
  A,user-agent e,referer F,form form-string T,upload-file K,config x,proxy U,proxy-user proxy-header preproxy noproxy resolve connect-to
  r,range z,time-cond C,continue-at aws-sigv4 request-target proto proto-default proto-redir cacert capath E,cert cert-type key key-type pass
  ciphers curves tls13-ciphers tls-max pinnedpubkey crlfile connect-timeout m,max-time c,cookie-jar D,dump-header interface local-port
  max-redirs max-filesize o,output output-dir retry retry-delay retry-max-time trace trace-ascii w,write-out stderr limit-rate rate
  Y,speed-limit y,speed-time keepalive-time dns-servers doh-url unix-socket abstract-unix-socket etag-save etag-compare netrc-file
  socks4 socks4a socks5 socks5-hostname expect100-timeout happy-eyeballs-timeout-ms parallel-max libcurl hsts alt-svc login-options
  delegation service-name create-file-mode engine proxy-cacert proxy-cert proxy-key proxy-pass h,help variable`

function shapes(names: string, type: OptionShape['type']): [string, OptionShape][] {
  return names.split(/\s+/).map((entry) => {
    const [first = '', long] = entry.split(',')
    const shape: OptionShape = { type, multiple: true }
    return long === undefined ? [first, shape] : [long, { ...shape, short: first }]
  })
}

/** The options of curl, in the form in which `parseArgs` takes them. */
export const CURL_OPTIONS: Readonly<Record<string, OptionShape>> = Object.fromEntries([
  ...shapes(FLAGS, 'boolean'),
  ...shapes(VALUES, 'string'),
])

/** Why an option stands in the way. */
export const REFUSALS: Readonly<Record<string, string>> = {
  config: 'Its options are in a file, and Postern reads no file',
  help: 'It sends no request',
  version: 'It sends no request',
  manual: 'It sends no request',
}

const OWN_PROXY = 'Postern uses the proxy of the system'
const OWN_HOSTS = 'Postern looks up the host itself'
const NO_FILES = 'Postern reads no file'

/** What becomes of options that change how a request is sent, and that Postern does not follow. */
export const NOT_FOLLOWED: Readonly<Record<string, string>> = {
  insecure: 'Postern always checks certificates',
  proxy: OWN_PROXY,
  'proxy-user': OWN_PROXY,
  preproxy: OWN_PROXY,
  socks4: OWN_PROXY,
  socks4a: OWN_PROXY,
  socks5: OWN_PROXY,
  'socks5-hostname': OWN_PROXY,
  resolve: OWN_HOSTS,
  'connect-to': OWN_HOSTS,
  'unix-socket': 'Postern sends over the network',
  'abstract-unix-socket': 'Postern sends over the network',
  cert: `${NO_FILES} of a client certificate`,
  netrc: NO_FILES,
  'netrc-optional': NO_FILES,
  'netrc-file': NO_FILES,
  'aws-sigv4': 'Postern signs no requests',
  digest: 'Postern knows no digest authentication',
  ntlm: 'Postern knows no NTLM authentication',
  negotiate: 'Postern knows no Negotiate authentication',
  anyauth: 'Postern sends Basic authentication only',
  'request-target': 'Postern sends the path of the URL',
  'time-cond': 'Postern sets no condition of time',
  'continue-at': 'Postern always asks for the whole body',
}

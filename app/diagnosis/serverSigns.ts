import { both, type GatewaySign } from './gatewaySign.ts'

const PROXY = 'Your network proxy'

/** Without words of its own, or with those that Spring has for an unknown path. */
const SPRING =
  /^(?=[^]*"timestamp")(?=[^]*"status"\s*:\s*404\b)(?=[^]*"error")(?=[^]*"path"|[^]*"trace")(?:(?![^]*"message")|(?=[^]*"message"\s*:\s*(?:null|""|"(?:not found|no (?:message available|static resource|handler found))\b)))/i

/** Makers of proxies whose pages sign people in, or block them. */
const VENDOR =
  'zscaler|forcepoint|websense|fortiguard|fortinet|blue ?coat|netskope|cisco|mcafee|skyhigh|barracuda|sophos|palo alto|symantec'

/** Pages of networks, firewalls and their proxies. */
export const networks: GatewaySign[] = [
  {
    name: PROXY,
    body: both(
      VENDOR,
      String.raw`<title>[^<]{0,60}(?:sign|log)[ -]?(?:in|on)|<title>[^<]{0,60}authenticat|type="?password`,
    ),
    says: 'network-sign-in',
  },
  { name: PROXY, body: /zscaler/i, says: 'blocked' },
  {
    name: PROXY,
    body: /forcepoint|websense|fortiguard|blue ?coat|netskope|cisco umbrella|mcafee web gateway|skyhigh|barracuda|sophos|palo alto|web page blocked|symantec web/i,
    says: 'blocked',
  },
  {
    name: PROXY,
    body: /ERR_ACCESS_DENIED|access control configuration prevents your request/i,
    says: 'blocked',
  },
  {
    name: PROXY,
    status: [407],
    says: 'proxy-sign-in',
  },
  { name: PROXY, body: /unable to determine ip address from host name|ERR_DNS_FAIL/i, says: 'origin-dns' },
  {
    name: PROXY,
    body: /the requested url could not be retrieved|\(squid\/|squid-cache/i,
    says: 'bad-upstream',
  },
  {
    name: 'Your network',
    body: /wispaccessgatewayparam|captive ?portal|network authentication required|guest wi-?fi|hotspot/i,
    says: 'network-sign-in',
  },
  {
    name: 'Your network',
    body: /<title>[^<]{0,80}(?:wi-?fi|hot ?spot|guest (?:network|access|internet)|internet access)|\bto (?:go|get) online\b|\bto (?:use|access|connect to) the (?:internet|network)\b|\broom number\b/i,
    says: 'network-sign-in',
  },
  { name: 'Your network', status: [511], says: 'network-sign-in' },
  { name: 'The Sucuri firewall', body: /sucuri website firewall/i, says: 'blocked' },
  { name: 'The FortiWeb firewall', body: /attack id:? ?\d/i, says: 'blocked' },
  { name: 'ModSecurity', body: /mod_?security/i, says: 'blocked' },
  { name: 'The Imperva firewall', body: /incapsula/i, says: 'blocked' },
  {
    name: 'The F5 firewall',
    body: /the requested url was rejected\. please consult with your administrator/i,
    says: 'blocked',
  },
  {
    name: 'Akamai',
    body: both(String.raw`invalid url`, String.raw`reference\s*(?:#|&#35;)`),
    says: 'wrong-host',
  },
  {
    name: 'Akamai',
    body: both(String.raw`access denied`, String.raw`reference\s*(?:#|&#35;)`),
    says: 'blocked',
  },
  { name: 'Akamai', body: /reference\s*(?:#|&#35;)\s*\d+(?:\.|&#46;)[\da-f]{6,}/i },
]

/** Pages of those who host programs. */
export const hosts: GatewaySign[] = [
  {
    name: 'Vercel',
    body: /deployment_not_found|deployment could not be found|deployment_disabled/i,
    says: 'wrong-host',
  },
  { name: 'Vercel', body: /function_invocation_timeout/i, says: 'slow-upstream' },
  { name: 'Vercel', body: /function_invocation_failed|edge_function_invocation/i, says: 'app-failed' },
  { name: 'Vercel', header: /^x-vercel-(?:error|id):/m },
  { name: 'Heroku', body: both('heroku', 'no such app'), says: 'wrong-host' },
  { name: 'Heroku', body: both('heroku', 'application.error'), says: 'app-failed' },
  { name: 'Fastly', body: /fastly error: unknown domain/i, says: 'wrong-host' },
  { name: 'ngrok', body: /ERR_NGROK_\d+/, says: 'origin-down' },
  { name: 'Google Cloud', body: /that[’']s an error\.|error 404 \(not found\)!!1/i },
  { name: 'Varnish', body: /guru meditation/i },
]

/** Web servers and frameworks. */
export const servers: GatewaySign[] = [
  { name: 'nginx', body: /plain http request was sent to https port/i, says: 'use-https' },
  { name: 'Apache', body: /speaking plain http to an ssl-enabled server port/i, says: 'use-https' },
  {
    name: 'The server',
    body: /client sent an http request to an https server|requires tls|use https/i,
    status: [400, 426],
    says: 'use-https',
  },
  { name: 'nginx', body: /request header or cookie too large|request-uri too large/i, says: 'too-large' },
  { name: 'Windows (http.sys)', body: /invalid hostname/i, says: 'wrong-host' },
  {
    name: 'Windows (http.sys)',
    body: /request too long|size of the request headers is too long|request url is too long|url is too long/i,
    says: 'too-large',
  },
  {
    name: 'Windows (http.sys)',
    body: /bad request - invalid (?:url|header|verb)|request (?:url|header|verb) is invalid|invalid header name/i,
    says: 'unreadable',
  },
  {
    name: 'IIS',
    body: /http error 50[02]\.(?:0|19|2\d|3\d|5)\b|ancm |asp\.net core app failed to start/i,
    says: 'app-failed',
  },
  {
    name: 'IIS',
    body: /http error 503[^<]{0,10}the service is unavailable|^\s*the service is unavailable\.?\s*$/i,
    says: 'unavailable',
  },
  {
    name: 'IIS',
    body: /internet information services|iis (?:\d+\.\d+ )?detailed error|http error \d{3}\.\d+|file or directory not found|resource you are looking for (?:might have been|has been) removed/i,
  },
  { name: 'Spring', body: SPRING, status: [404], says: 'no-path', isGuess: true },
  { name: 'Tomcat', body: /apache tomcat|http status \d{3} (?:-|–|—|&#8211;|&ndash;)/i },
  { name: 'Jetty', body: /powered by jetty|http error \d{3} [\w ]{3,30} uri:/i },
  { name: 'Express', body: /\bcannot (?:get|post|put|patch|delete|head|options) \//i, says: 'no-path' },
  { name: 'HAProxy', body: /no server is available to handle this request/i, says: 'unavailable' },
  {
    name: 'HAProxy',
    body: /your browser sent an invalid request|request forbidden by administrative rules|server returned an invalid or incomplete response|the server didn'?t respond in time/i,
  },
  { name: 'Envoy', body: /no healthy upstream/i, says: 'unavailable' },
  {
    name: 'Envoy',
    body: /upstream connect error or disconnect\/reset before headers/i,
    says: 'bad-upstream',
  },
  { name: 'Envoy', body: /^\s*(?:upstream request timeout|stream timeout)\s*$/i, says: 'slow-upstream' },
  { name: 'Envoy', body: /^\s*rbac: access denied\s*$/i, says: 'forbidden' },
  { name: 'Envoy', header: /^server: (?:envoy|istio-envoy)\s*$/m },
  { name: 'Kubernetes ingress', body: /default backend - 404/i, says: 'no-path' },
  { name: 'Traefik', body: /^\s*404 page not found\s*$/i, says: 'no-path', isGuess: true },
  { name: 'FastAPI', body: /^\s*\{\s*"detail"\s*:\s*"not found"\s*\}\s*$/i, says: 'no-path', isGuess: true },
  { name: 'Flask', body: /the requested url was not found on the server\. if you entered/i, says: 'no-path' },
  { name: 'Laravel', body: /the route [^"]{1,200} could not be found/i, says: 'no-path' },
  { name: 'Rails', body: /no route matches|routing error/i, status: [404], says: 'no-path' },
  {
    name: 'Apache',
    body: /<address>apache|the requested url [^]{0,200}was not found on this server|your browser sent a request that this server could not understand|don'?t have permission to access[^]{0,80}on this server|proxy server received an invalid response from an upstream/i,
  },
  { name: 'nginx', body: /<center>(?:nginx|openresty)/i },
]

/** Pages for people. */
export const websites: GatewaySign[] = [
  {
    name: 'A website',
    body: /<title>[^<]{0,80}\b(?:sign[- ]?in|sign[- ]?on|log[- ]?in|log[- ]?on)\b|<input [^<>]{0,200}type=["']?password/i,
    says: 'sign-in',
  },
]

/** Words that many programs use. */
export const bare: GatewaySign[] = [
  {
    name: 'A gateway',
    body: /^\s*\{\s*"message"\s*:\s*"unauthorized"\s*\}\s*$/i,
    status: [401],
    says: 'credentials',
    isGuess: true,
  },
  { name: 'A gateway', body: /^\s*(?:\d{3} )?bad gateway\.?\s*$/i, says: 'bad-upstream' },
  { name: 'A gateway', body: /^\s*(?:\d{3} )?gateway time-?out\.?\s*$/i, says: 'slow-upstream' },
  {
    name: 'A gateway',
    body: /^\s*(?:\d{3} )?service (?:temporarily )?unavailable\.?\s*$/i,
    says: 'unavailable',
  },
]

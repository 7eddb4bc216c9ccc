import { BACK_OFF, step, type RetryHelp, type Step } from '../../catalog/text.ts'
import type { GatewaySays } from '../gatewaySign.ts'

/** A text with the places of `Names` in braces. */
export interface GatewayText {
  headline: string
  meaning: string
  cause: string
  remedy: readonly Step[]
  /** Left out where the rule of the status holds. */
  retry?: { helps: RetryHelp; advice: string }
}

/** What a text about a gateway names. */
interface Names {
  /** The program that returned the response. */
  name: string
  host: string
  owner: string
  /** How the owner finds the response. */
  response: string
  /** A sentence with the hosts that the API has, or nothing. */
  hosts: string
}

const url = step('Check the base URL.', 'open-settings')
const host = step('Check the base URL.{hosts}', 'open-settings')
const path = step('Check the path and the method.', 'edit-request')
const owner = step('Send {owner} {response}.', 'copy-for-support')
const ifItKeeps = step('If it keeps failing, send {owner} {response} and the time.', 'copy-for-support')
const replay = step('Wait, then replay the request.', 'replay')
const signIn = step('Open any page in a browser and sign in to the network.')
const newLink = step('Read the record again, and use the link in it immediately and unchanged.')
const no = (advice: string) => ({ helps: 'no' as const, advice })
const later = (advice: string) => ({ helps: 'later' as const, advice })
const backOff = later(`${BACK_OFF} Stop after that.`)
export const NOT_REACHED = 'The request did not reach the API.'
/** Some programs say the same of a server that is slow, or pass on what the server itself said. */
export const HARDLY_REACHED = 'The request most likely did not reach the API.'
const same = (what: string) => no(`The same ${what} gets the same response.`)

export const GATEWAY_TEXTS: Readonly<Record<GatewaySays, GatewayText>> = {
  'no-path': {
    headline: '{name} knows no such path',
    meaning: `{name} has no route for this method and path. ${NOT_REACHED}`,
    cause: 'The path or the method is wrong, or the base URL leads to another service.',
    remedy: [path, host],
    retry: same('path'),
  },
  'no-file': {
    headline: '{name} has no such file',
    meaning: '{name} looked for a file at this URL. It knows no records of the API.',
    cause: 'The file was deleted or moved, or was never stored. Or the link is an old one.',
    remedy: [
      newLink,
      step('If the record has the same link, send Guardhouse support {response}.', 'copy-for-support'),
    ],
    retry: same('link'),
  },
  'link-refused': {
    headline: '{name} refused the link to the file',
    meaning: '{name} checks the signature in the link. It knows nothing of your key.',
    cause: 'The link has expired, your program changed it, or sent an Authorization header with it.',
    remedy: [newLink, step('Send no Authorization header with that link.')],
    retry: same('link'),
  },
  'wrong-host': {
    headline: '{name} does not know this host',
    meaning: `{name} serves no site at {host}. ${NOT_REACHED}`,
    cause: 'The host in the base URL is wrong, or its owner moved or deleted the site.',
    remedy: [host, owner],
    retry: same('host'),
  },
  'use-https': {
    headline: 'The base URL has to begin with https',
    meaning: `{name} got plain HTTP at a port for HTTPS. ${NOT_REACHED}`,
    cause: 'The base URL begins with http and not with https, or a proxy removed the encryption.',
    remedy: [step('Write https:// in the base URL.', 'open-settings')],
    retry: no('Plain HTTP gets the same response.'),
  },
  unreadable: {
    headline: '{name} could not read the request',
    meaning: `{name} rejected the request before it looked at its content. ${NOT_REACHED}`,
    cause: '{name} does not accept the scheme, the host, a header or the encoding of the URL.',
    remedy: [step('Check headers and special characters in the URL.', 'edit-request'), url],
    retry: same('request'),
  },
  'too-large': {
    headline: 'The request is too large for {name}',
    meaning: `{name} takes no URL, header or body of this size. ${NOT_REACHED}`,
    cause: 'The token, the cookies, the query or the body is longer than {name} allows.',
    remedy: [step('Send shorter headers, a shorter query or a smaller body.', 'edit-request'), owner],
    retry: same('request'),
  },
  credentials: {
    headline: '{name} refused the credentials',
    meaning: `{name} checks a key or a token, and did not accept this one. ${NOT_REACHED}`,
    cause: 'The header that {name} reads is missing, or its key or token is wrong or expired.',
    remedy: [
      step('Check the Authorization header and any key header.', 'edit-request'),
      step('Replay the request with a fresh token.', 'refresh-token'),
      owner,
    ],
  },
  'own-key': {
    headline: '{name} wants a key of its own',
    meaning: `{name} asks for a key that it gave out itself, and did not accept this request. ${NOT_REACHED}`,
    cause: 'The header with the key of {name} is missing or wrong. A token of the API does not replace it.',
    remedy: [owner, step('Set the header that {name} reads its key from.', 'edit-request'), url],
    retry: no('Without that key every request gets the same response.'),
  },
  'proxy-sign-in': {
    headline: '{name} wants a sign-in',
    meaning: `{name} lets only users with a password through. ${NOT_REACHED}`,
    cause: 'The user name and password for the proxy are missing or wrong.',
    remedy: [
      step("Put the proxy's user name and password into the proxy settings of your system."),
      step('Or ask {owner} to let {host} through.'),
    ],
    retry: no('The proxy refuses every request without its sign-in.'),
  },
  'sign-in': {
    headline: 'A sign-in page came, not the API',
    meaning: `{name} wants a person to sign in before it lets a request through. ${NOT_REACHED}`,
    cause: 'The base URL leads to a site for people, or a company sign-in protects {host}.',
    remedy: [host, step('Ask {owner} for the URL of the API.')],
    retry: no('The same URL gets the same page.'),
  },
  'sign-in-failed': {
    headline: '{name} refused the sign-in',
    meaning: `{name} returned an error of its own, with an AADSTS code. ${NOT_REACHED}`,
    cause: 'The client, the tenant, the secret or the scope of the sign-in is wrong.',
    remedy: [
      step('Look up the AADSTS code in the documentation of Microsoft.'),
      step('Check that the base URL and the token request are those of Guardhouse.', 'open-settings'),
    ],
    retry: no('The same sign-in gets the same response.'),
  },
  'network-sign-in': {
    headline: 'The network wants you to sign in',
    meaning: `{name} put its own sign-in page in place of the API. ${NOT_REACHED}`,
    cause: 'Networks of hotels, guests and companies block requests until a person signs in.',
    remedy: [signIn],
    retry: no('The network blocks every request until you have signed in.'),
  },
  'browser-check': {
    headline: '{name} wants to check your browser',
    meaning: `{name} blocked the request with a challenge for browsers. ${NOT_REACHED}`,
    cause: 'A program cannot pass this check. The key and its claims are not the cause.',
    remedy: [
      step('Ask {owner} to let your requests through, with {response}.', 'copy-for-support'),
      step('Or replay from another network, or without the VPN.'),
    ],
    retry: no('The same check blocks it again.'),
  },
  forbidden: {
    headline: '{name} refused the request',
    meaning: '{name} refused the request before the API could look at the claims of your key.',
    cause: 'A rule about IP addresses, a missing gateway key, or a wrong host or path can be the reason.',
    remedy: [step('Send {owner} {response}, and ask for the reason.', 'copy-for-support'), url, path],
    retry: no('The same rule refuses it again.'),
  },
  blocked: {
    headline: '{name} blocked the request',
    meaning: `A security rule of {name} stopped the request. ${NOT_REACHED}`,
    cause: 'The rule looks at your IP address, your network, your country or the content of the request.',
    remedy: [owner, step('Or replay from another network, or without the VPN.')],
    retry: no('The same rule blocks it again.'),
  },
  quota: {
    headline: 'The quota at {name} is used up',
    meaning: `{name} counts requests over a longer time, and lets no more through for now. ${NOT_REACHED}`,
    cause: 'All requests of this subscription together have used its quota.',
    remedy: [
      step('Wait until the quota is renewed, then replay the request.', 'wait-and-replay'),
      step('Ask {owner} for a larger quota.'),
    ],
    retry: later('After the quota is renewed.'),
  },
  rate: {
    headline: '{name} limits the rate of requests',
    meaning: '{name} got more requests in a short time than it lets through.',
    cause: "A gateway may have a limit of its own, beside the API's 60 requests per minute for each key.",
    remedy: [
      step('Wait, then replay the request.', 'wait-and-replay'),
      step('Let your program send fewer requests per minute.'),
    ],
    retry: later('After a pause of a minute.'),
  },
  failed: {
    headline: '{name} failed',
    meaning: '{name} had an error of its own.',
    cause:
      'The gateway or the server behind this host has a fault, or the base URL leads to another program.',
    remedy: [replay, url, ifItKeeps],
    retry: backOff,
  },
  'app-failed': {
    headline: '{name} could not start the application',
    meaning: 'The web server runs. The application behind it does not start, or has crashed.',
    cause: 'Its configuration or its last deployment is broken. Your request is not the reason.',
    remedy: [owner, step('Replay the request after the owner has repaired it.', 'replay')],
    retry: later('After the owner has repaired it.'),
  },
  stopped: {
    headline: 'The application at this host is stopped',
    meaning: `{name} says that the application is switched off. ${NOT_REACHED}`,
    cause: 'Its owner stopped it, or a quota or a failure did.',
    remedy: [url, owner, step('Replay the request after the owner has started it.', 'replay')],
    retry: later('After the owner has started it.'),
  },
  'bad-upstream': {
    headline: '{name} got no proper response',
    meaning: '{name} passed the request on. The server behind it gave no usable response.',
    cause: 'The API is restarting or has crashed, or the connection between the two broke.',
    remedy: [replay, ifItKeeps],
    retry: backOff,
  },
  unavailable: {
    headline: '{name} has no server to ask',
    meaning: `{name} found no healthy server behind it, or takes no requests now. ${HARDLY_REACHED}`,
    cause: 'The API is being updated, is overloaded, or is down.',
    remedy: [replay, ifItKeeps],
    retry: backOff,
  },
  'slow-upstream': {
    headline: '{name} waited too long',
    meaning: '{name} passed the request on, and got no response in time. The API may still work on it.',
    cause: 'The request is heavy, or the API is slow or cannot be reached.',
    remedy: [step('Ask for less in one request.', 'edit-request'), replay, ifItKeeps],
    retry: backOff,
  },
  'origin-down': {
    headline: '{name} cannot reach the server',
    meaning: `{name} could not connect to the server behind it. ${HARDLY_REACHED}`,
    cause: 'The server is down, or its firewall keeps {name} out.',
    remedy: [replay, ifItKeeps],
    retry: backOff,
  },
  'origin-tls': {
    headline: '{name} does not trust the server',
    meaning: `{name} could not set up TLS with the server behind it. ${NOT_REACHED}`,
    cause: 'The certificate of that server is expired or wrong. Your own certificates are not the reason.',
    remedy: [owner, step('Replay the request after the owner has renewed it.', 'replay')],
    retry: later('After the owner has renewed the certificate.'),
  },
  'origin-dns': {
    headline: '{name} cannot find the server',
    meaning: `{name} found no IP address for {host}, or for the server behind it. ${NOT_REACHED}`,
    cause: 'A DNS record is wrong or missing, or the host in the base URL is misspelled.',
    remedy: [host, ifItKeeps],
    retry: later('After the DNS record or the base URL is right.'),
  },
}

/** A name as the middle of a sentence has it: `the AWS load balancer`. */
export function withinSentence(name: string): string {
  return name.replace(/^(?:A|The|Your) /, (article) => article.toLowerCase())
}

/** The text with the names of a case in it. */
export function filled(text: GatewayText, names: Names): GatewayText {
  const { name, ...others } = names
  const within = { ...others, name: withinSentence(name) }
  const fill = (words: string) =>
    words
      .replaceAll(/(?<=^|[.] )\{name\}/g, () => name)
      .replaceAll(/\{(name|host|owner|response|hosts)\}/g, (_, place: keyof Names) => within[place])
  return {
    headline: fill(text.headline),
    meaning: fill(text.meaning),
    cause: fill(text.cause),
    remedy: text.remedy.map((each) => ({ ...each, text: fill(each.text) })),
    ...(text.retry && { retry: text.retry }),
  }
}

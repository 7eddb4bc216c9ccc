import { BACK_OFF, step, type RetryHelp, type Step } from '../../catalog/text.ts'
import type { GatewaySays } from '../gatewaySign.ts'

/** `{name}` stands for the program that answered. */
export interface GatewayText {
  headline: string
  meaning: string
  cause: string
  remedy: readonly Step[]
  /** Left out where the rule of the status holds. */
  retry?: { helps: RetryHelp; advice: string }
}

const url = step('Check the base URL.', 'open-settings')
const path = step('Check the path and the method.', 'edit-request')
const owner = step("Send the gateway's owner this response.", 'copy-for-support')
const support = step('If it keeps failing, send support the time and this response.', 'copy-for-support')
const replay = step('Send it again after a pause.', 'replay')
const no = (advice: string) => ({ helps: 'no' as const, advice })
const later = (advice: string) => ({ helps: 'later' as const, advice })
const backOff = later(`${BACK_OFF} Stop after that.`)
const NOT_REACHED = 'The request did not reach the API.'

const TEXTS: Readonly<Record<GatewaySays, GatewayText>> = {
  'no-path': {
    headline: '{name} knows no such path',
    meaning: `{name} has no route for this method and path. ${NOT_REACHED}`,
    cause: 'The path or the method is wrong, or the base URL leads to another service.',
    remedy: [path, url],
    retry: no('The same path gets the same response.'),
  },
  'wrong-host': {
    headline: '{name} does not know this host',
    meaning: `{name} serves no site under this host name. ${NOT_REACHED}`,
    cause: 'The host in the base URL is wrong, or its site has moved or was deleted.',
    remedy: [url, owner],
    retry: no('The same host gets the same response.'),
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
    cause: 'The scheme, the host, a header or the encoding of the URL is not what {name} expects.',
    remedy: [step('Check headers and special characters in the URL.', 'edit-request'), url],
    retry: no('The same request gets the same response.'),
  },
  'too-large': {
    headline: 'The request is too large for {name}',
    meaning: `{name} takes no URL, header or body of this size. ${NOT_REACHED}`,
    cause: 'The token, the cookies, the query or the body is longer than {name} allows.',
    remedy: [step('Send shorter headers, a shorter query or a smaller body.', 'edit-request'), owner],
    retry: no('The same request gets the same response.'),
  },
  credentials: {
    headline: '{name} refused the credentials',
    meaning: `{name} checks a key or a token, and did not accept this one. ${NOT_REACHED}`,
    cause: 'The header that {name} reads is missing, or its key or token is wrong or expired.',
    remedy: [
      step('Check the Authorization header and any key header.', 'edit-request'),
      step('Get a fresh token and send it once more.', 'refresh-token'),
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
  'sign-in': {
    headline: 'A sign-in page came, not the API',
    meaning: `{name} wants a person to sign in before it lets a request through. ${NOT_REACHED}`,
    cause: 'The base URL leads to a site for people, or a company sign-in protects the host.',
    remedy: [url, step('Ask the owner of the host for the URL of the API.')],
    retry: no('The same URL gets the same page.'),
  },
  'sign-in-failed': {
    headline: '{name} refused the sign-in',
    meaning: `{name} gave an error of its own, with an AADSTS code. ${NOT_REACHED}`,
    cause: 'The client, the tenant, the secret or the scope of the sign-in is wrong.',
    remedy: [
      step('Look the AADSTS code up in the documentation of Microsoft.'),
      step('Check that the base URL and the token recipe are those of Guardhouse.', 'open-settings'),
    ],
    retry: no('The same sign-in gets the same response.'),
  },
  'network-sign-in': {
    headline: 'The network wants you to sign in',
    meaning: `The network answered with its own sign-in page. ${NOT_REACHED}`,
    cause: 'Networks of hotels, trains and guests block requests until a person signs in.',
    remedy: [step('Open any page in a browser and sign in to the network.'), replay],
    retry: later('Once you have signed in to the network.'),
  },
  forbidden: {
    headline: '{name} refused the request',
    meaning: `{name} does not allow this request, so it says nothing about the scope of the key. ${NOT_REACHED}`,
    cause: 'A rule, a missing gateway key or a wrong host or path can be the reason.',
    remedy: [url, path, owner],
    retry: no('The same rule refuses it again.'),
  },
  blocked: {
    headline: '{name} blocked the request',
    meaning: `A security rule of {name} stopped the request. ${NOT_REACHED}`,
    cause: 'The rule looks at your IP address, your network, your country or the content of the request.',
    remedy: [
      step('Try from another network, or without the VPN.'),
      step("Send the gateway's owner this response, with its reference.", 'copy-for-support'),
    ],
    retry: no('The same rule blocks it again.'),
  },
  quota: {
    headline: 'The quota at {name} is used up',
    meaning: `{name} counts calls over a longer time, and lets no more through for now. ${NOT_REACHED}`,
    cause: 'All calls of this subscription together have used its quota.',
    remedy: [
      step('Wait until the quota is renewed, then send it again.', 'wait-and-replay'),
      step("Ask the gateway's owner for a larger quota."),
    ],
    retry: later('After the quota is renewed.'),
  },
  rate: {
    headline: '{name} limits the rate of requests',
    meaning: 'More requests came in a short time than {name} lets through.',
    cause: "A gateway may have a limit of its own, beside the API's 60 requests a minute for each key.",
    remedy: [step('Wait, then send it again.', 'wait-and-replay'), step('Send fewer requests per minute.')],
    retry: later('After a pause of a minute.'),
  },
  failed: {
    headline: '{name} failed',
    meaning: '{name} had an error of its own. The response is not in the form of the API.',
    cause:
      'The gateway or the server behind this host has a fault, or the base URL leads to another program.',
    remedy: [replay, url, support],
    retry: backOff,
  },
  'app-failed': {
    headline: '{name} could not start the application',
    meaning: 'The web server runs, and the application behind it does not start or has crashed.',
    cause: 'Its configuration or its last deployment is broken. Your request is not the reason.',
    remedy: [support, step('Send it again after the owner has repaired it.', 'replay')],
    retry: later('After the owner has repaired it.'),
  },
  stopped: {
    headline: 'The application at this host is stopped',
    meaning: `{name} says that the application is switched off. ${NOT_REACHED}`,
    cause: 'Its owner stopped it, or a quota or a failure did.',
    remedy: [url, support, step('Send it again after the owner has started it.', 'replay')],
    retry: later('After the owner has started it.'),
  },
  'bad-upstream': {
    headline: '{name} got no proper response',
    meaning: '{name} passed the request on, and the server behind it gave no usable response.',
    cause: 'The API is restarting or has crashed, or the connection between the two broke.',
    remedy: [replay, support],
    retry: backOff,
  },
  unavailable: {
    headline: '{name} has no server to ask',
    meaning: `{name} found no healthy server behind it, or takes no requests now. ${NOT_REACHED}`,
    cause: 'The API is being updated, is overloaded, or is down.',
    remedy: [replay, support],
    retry: backOff,
  },
  'slow-upstream': {
    headline: '{name} waited too long',
    meaning: '{name} passed the request on, and no response came in time. The API may still work on it.',
    cause: 'The request is heavy, or the API is slow or cannot be reached.',
    remedy: [step('Ask for less at once.', 'edit-request'), replay, support],
    retry: backOff,
  },
  'origin-down': {
    headline: '{name} cannot reach the server',
    meaning: `{name} could not connect to the server behind it. ${NOT_REACHED}`,
    cause: 'The server is down, or its firewall keeps {name} out.',
    remedy: [replay, support],
    retry: backOff,
  },
  'origin-tls': {
    headline: '{name} does not trust the server',
    meaning: `{name} could not set up TLS with the server behind it. ${NOT_REACHED}`,
    cause: 'The certificate of that server is expired or wrong. Your own certificates are not the reason.',
    remedy: [support, step('Send it again after the owner has renewed it.', 'replay')],
    retry: later('After the owner has renewed the certificate.'),
  },
  'origin-dns': {
    headline: '{name} cannot find the server',
    meaning: `{name} found no address for the server behind this host. ${NOT_REACHED}`,
    cause: 'A DNS record is wrong or missing, or the host in the base URL is misspelled.',
    remedy: [url, support],
    retry: later('After the DNS record is right.'),
  },
}

/** A name as the middle of a sentence has it: `the AWS load balancer`. */
export function withinSentence(name: string): string {
  return name.replace(/^(?:A|The|Your) /, (article) => article.toLowerCase())
}

/** The text with the name of the program in it. */
export function gatewayText(says: GatewaySays, name: string): GatewayText {
  const within = withinSentence(name)
  const fill = (text: string) => text.replaceAll(/(?<=^|[.] )\{name\}/g, name).replaceAll('{name}', within)
  const { headline, meaning, cause, remedy, retry } = TEXTS[says]
  return {
    headline: fill(headline),
    meaning: fill(meaning),
    cause: fill(cause),
    remedy: remedy.map((each) => ({ ...each, text: fill(each.text) })),
    ...(retry && { retry }),
  }
}

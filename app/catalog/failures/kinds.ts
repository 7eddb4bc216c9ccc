import type { FailureKind } from '../../contract/exchange.ts'
import { describe, step, type CatalogText } from '../text.ts'

/** The general text of each kind, for codes without one of their own. `{host}` stands for the host that was asked. */
export const FAILURE_KIND_TEXTS: Readonly<Record<FailureKind, CatalogText>> = {
  dns: describe(
    'The host {host} could not be found',
    'The name of the host could not be turned into an address, so nothing was sent.',
    'The base URL is misspelled, the network is down, or the name is known only inside another network.',
    [
      step('Check the host in the base URL.', 'open-settings'),
      'Check the network, and the VPN if the host needs one.',
      step('Send it again.', 'replay'),
    ],
    'later',
    'Once the name is right or the network is back.',
  ),
  refused: describe(
    '{host} refuses connections',
    'The computer was reached, but no program listens at that port.',
    'The service is not running, or the port in the base URL is wrong.',
    [
      step('Check host and port in the base URL.', 'open-settings'),
      step('Send it again once the service runs.', 'replay'),
    ],
    'later',
    'Once the service runs.',
  ),
  reset: describe(
    'The connection was cut',
    'The other side ended the connection before the answer was complete.',
    'The server or a proxy restarted, closed an idle connection, or broke off on purpose.',
    [step('Send it again.', 'replay'), 'If it happens each time, look for a proxy or firewall on the way.'],
    'now',
    'A cut connection is often gone at the next try.',
  ),
  timeout: describe(
    'No answer came in time',
    'The time limit of the program that sent the request ran out.',
    'The server is slow or overloaded, or something on the way swallows the traffic.',
    [
      step('Send it again, or ask for less at once.', 'replay'),
      'Allow more time in that program if such calls take long.',
    ],
    'later',
    'After a pause.',
  ),
  tls: describe(
    'No secure connection to {host}',
    'The two sides could not agree on a secure connection, so the request was not sent.',
    'The certificate of the host is not trusted, or something on the way changes the traffic.',
    [step('Check the base URL, and whether a proxy inspects the traffic.', 'open-settings')],
    'no',
    'It fails the same way until the certificate or the set-up is mended.',
  ),
  'too-large': describe(
    'The answer is larger than allowed',
    'The answer went over the size that the profile allows, and was cut off.',
    'The request asks for more than fits in one answer.',
    [
      step('Ask for less: a smaller limit, a shorter range.', 'edit-request'),
      step('Or raise the cap in the profile.', 'open-settings'),
    ],
    'no',
    'The same request gets the same large answer.',
  ),
  'bad-response': describe(
    'The answer is not valid HTTP',
    'Something came back, but it cannot be read as an HTTP answer.',
    'The port belongs to another service, or a proxy broke the answer.',
    [step('Check scheme, host and port in the base URL.', 'open-settings')],
    'no',
    'The same address most likely answers the same way.',
  ),
  redirect: describe(
    'The answer points to another place',
    'The server sent the request elsewhere, and Postern did not follow: the key is meant for this host alone.',
    'The base URL has moved, or a page to sign in stands in between.',
    [step('Fix the base URL if the API has moved.', 'open-settings')],
    'no',
    'The same address redirects again.',
  ),
  cancelled: describe(
    'The request was cancelled',
    'It was stopped before its answer came.',
    'Somebody cancelled it, or the app was closed.',
    [step('Send it again when you like.', 'replay')],
    'now',
    'Whenever you like.',
  ),
}

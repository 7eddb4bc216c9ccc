import type { FailureKind } from '../../contract/exchange.ts'
import { describe, step, type CatalogText } from '../text.ts'

/** The general text of each kind, for codes without one of their own. `{host}` stands for the host that was asked. */
export const FAILURE_KIND_TEXTS: Readonly<Record<FailureKind, CatalogText>> = {
  dns: describe(
    'The host {host} was not found',
    'The name server gave no IP address for this host, so nothing was sent.',
    'The base URL is misspelled, the network is down, or only another network knows the name.',
    [
      step('Check the host in the base URL.', 'open-settings'),
      'Check the network, and the VPN if the host needs one.',
      step('Replay it after that.', 'replay'),
    ],
    'later',
    'After the name is right, or the network is back.',
  ),
  refused: describe(
    '{host} refused the connection',
    'No program accepts connections at that port, so nothing was sent.',
    'The service is not running, a firewall rejects the connection, or the base URL has another port.',
    [
      step('Check host and port in the base URL.', 'open-settings'),
      'Check that the service runs, and that no firewall blocks it.',
      step('Replay it after the service runs.', 'replay'),
    ],
    'later',
    'After the service runs.',
  ),
  reset: describe(
    'The connection was cut',
    'The other side closed the connection before the whole response came.',
    'The server or a proxy restarted, or closed the connection on purpose.',
    [
      step('Replay it after a pause.', 'replay'),
      'If it happens each time, look for a proxy or firewall on the way.',
    ],
    'later',
    'After a pause.',
  ),
  timeout: describe(
    'No response came in time',
    'The time limit of the program that sent the request ran out.',
    'The server is slow or overloaded, or a firewall drops the traffic.',
    [
      step('Replay it after a pause.', 'replay'),
      step('Ask for less in one request: a shorter range, a smaller page.', 'edit-request'),
      'Allow more time in that program if such calls take long.',
    ],
    'later',
    'After a pause.',
  ),
  tls: describe(
    'No secure connection to {host}',
    'The two sides could not agree on a secure connection, so the request was not sent.',
    'This computer does not trust the certificate, or a proxy changes the traffic.',
    [step('Check the base URL, and whether a proxy inspects the traffic.', 'open-settings')],
    'no',
    'It fails in the same way until the certificate or the settings change.',
  ),
  'too-large': describe(
    'The response is larger than allowed',
    'Postern cut the response off at the size that the profile allows.',
    'The request asks for more than fits in one response.',
    [
      step('Ask for less: a smaller limit, a shorter range.', 'edit-request'),
      step('Or raise the limit in the profile.', 'open-settings'),
    ],
    'no',
    'The same request gets the same large response.',
  ),
  'bad-response': describe(
    'The response is not valid HTTP',
    'The server returned something that is not an HTTP response.',
    'The port belongs to another service, or a proxy broke the response.',
    [step('Check scheme, host and port in the base URL.', 'open-settings')],
    'no',
    'The same URL most likely gets the same response.',
  ),
  redirect: describe(
    'The response redirects to another place',
    'The redirect leads to another server or origin. Postern did not follow, because a key belongs to its host.',
    'The API has moved, the base URL is wrong, or a sign-in page is in front.',
    [step('Check the base URL of the profile, and correct it if the API has moved.', 'open-settings')],
    'no',
    'The same URL redirects again.',
  ),
  cancelled: describe(
    'The request was cancelled',
    'The request ended before its response came.',
    'You cancelled it, or Postern was closed.',
    [step('Replay it when you need it.', 'replay')],
    'now',
    'Whenever you need it.',
  ),
}

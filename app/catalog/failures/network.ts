import { describe, step, type CatalogText } from '../text.ts'

const base = step('Check the host in the base URL.', 'open-settings')
const replay = step('Send it again.', 'replay')
const network = 'Check the network, and the VPN if the host needs one.'

const unreachable = describe(
  '{host} cannot be reached',
  'The network knows no way to the host, so nothing was sent.',
  'The network or VPN is down, a firewall blocks the way, or the host is on a network that this computer is not in.',
  [network, base, replay],
  'later',
  'Once the way is open again.',
)

const brokenOff = describe(
  'The connection was cut',
  'The other side ended the connection before the answer was complete.',
  'The server or a proxy restarted, closed a connection that had been idle, or broke off on purpose.',
  [replay, 'If it happens each time, look for a proxy or firewall on the way that closes connections.'],
  'now',
  'A cut connection is often gone at the next try.',
)

const blocked = describe(
  'This computer does not let the connection out',
  'The operating system refused to open the connection, so nothing was sent.',
  'A firewall on this computer, or a rule for this program, forbids it.',
  ['Allow Postern in the firewall of this computer.', replay],
  'no',
  'It is refused until the rule is changed.',
)

const nameServer = describe(
  'The name server did not answer',
  'Whether {host} exists could not be found out, so nothing was sent.',
  'The name server is busy or out of reach. That is usually a passing trouble of the network.',
  [network, step('Send it again in a moment.', 'replay')],
  'later',
  'In a moment: this trouble often passes.',
)

const nameUnknown = describe(
  'The host {host} does not exist',
  'No name server knows this name, so nothing was sent.',
  'The base URL is misspelled, or the name is known only inside another network.',
  [base, network],
  'no',
  'Not until the name is mended or the right network is joined.',
)

/** Node's codes for trouble on the way to the host, before and while it is spoken to. */
export const NETWORK_TEXTS: Readonly<Record<string, CatalogText>> = {
  ENOTFOUND: nameUnknown,
  EAI_NONAME: nameUnknown,
  EAI_NODATA: nameUnknown,
  EAI_AGAIN: nameServer,
  EAI_FAIL: nameServer,
  EHOSTUNREACH: unreachable,
  EHOSTDOWN: unreachable,
  ENETUNREACH: unreachable,
  ENETDOWN: {
    ...unreachable,
    title: 'This computer is offline',
    cause: 'The network connection of this computer is down.',
  },
  EADDRNOTAVAIL: {
    ...unreachable,
    title: 'This computer has no address or port left for the connection',
    cause: 'The address in the base URL cannot be used from here, or too many connections are open.',
  },
  EACCES: blocked,
  EPERM: blocked,
  ECONNRESET: brokenOff,
  ECONNABORTED: brokenOff,
  ERR_STREAM_PREMATURE_CLOSE: brokenOff,
  EPIPE: {
    ...brokenOff,
    title: 'The connection was closed while the request was being sent',
    meaning: 'The other side stopped listening before it had the whole request.',
    cause: 'The server closed an idle connection at that very moment, or did not want a body of this size.',
  },
}

/** How far an attempt had come when its time ran out. */
export type TimeoutPhase = 'connecting' | 'waiting' | 'reading'

const allowMore = step('Allow more time in the profile if such calls take long.', 'open-settings')
const askLess = step('Ask for less at once: a shorter range, a smaller page.', 'edit-request')

export const TIMEOUT_TEXTS: Readonly<Record<TimeoutPhase, CatalogText>> = {
  connecting: describe(
    'No connection to {host} in time',
    'The host did not take the call within the time that the profile allows, so nothing was sent.',
    'A firewall swallows the traffic, the host is down, or the address is wrong.',
    [base, network, step('Send it again after a pause.', 'replay')],
    'later',
    'After a pause.',
  ),
  waiting: describe(
    'No answer came in time',
    'The request was sent, and the server had not begun to answer when the time ran out.',
    'The server is overloaded or the request is heavy. It may still be working on it.',
    [step('Send it again after a pause.', 'replay'), askLess, allowMore],
    'later',
    'After a pause, since the first try may still be running.',
  ),
  reading: describe(
    'The answer stopped in the middle',
    'The answer had begun, and then no more of it came within the time that the profile allows.',
    'The server or the network stalled, or the answer is too large for the connection.',
    [step('Send it again after a pause.', 'replay'), askLess, allowMore],
    'later',
    'After a pause.',
  ),
}

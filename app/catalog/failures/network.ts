import { describe, step, type CatalogText } from '../text.ts'

const base = step('Check the host in the base URL.', 'open-settings')
const replay = step('Replay it after that.', 'replay')
const afterPause = step('Replay it after a pause.', 'replay')
const network = 'Check the network, and the VPN if the host needs one.'

const unreachable = describe(
  '{host} cannot be reached',
  'The network has no route to the host, so nothing was sent.',
  'The network or VPN is down, a firewall blocks the way, or the host is in another network.',
  [network, base, replay],
  'later',
  'After the network is back.',
)

const brokenOff = describe(
  'The connection was cut',
  'The other side closed the connection before the whole response came.',
  'The server or a proxy restarted, or closed the connection on purpose.',
  [afterPause, 'If it happens each time, look for a proxy or firewall that closes connections.'],
  'later',
  'After a pause.',
)

/** A connection that broke while it was set up. */
export const CLOSED_EARLY = {
  ...brokenOff,
  title: 'The connection was closed too early',
  meaning: 'The other side closed the connection during its set-up, so nothing was sent.',
} satisfies CatalogText

const blocked = describe(
  'This computer blocked the connection',
  'The operating system refused to open the connection, so nothing was sent.',
  'A firewall on this computer, or a rule for this program, forbids it.',
  ['Allow the program in the firewall of this computer.', replay],
  'later',
  'After you change that rule.',
)

const nameServer = describe(
  'The name server did not respond',
  'Nothing was sent, because this computer could not look up {host}.',
  'The name server is busy or out of reach. This often passes soon.',
  [network, step('Replay it after some seconds.', 'replay')],
  'later',
  'After some seconds.',
)

const nameUnknown = describe(
  'The host {host} was not found',
  'The name server does not know this name, so nothing was sent.',
  'The base URL is misspelled, or only another network knows the name.',
  [base, network, replay],
  'later',
  'After the name is right, or the network is back.',
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
    title: 'This computer has no free port',
    cause: 'This computer cannot use the URL of the profile, or has too many open connections.',
  },
  EACCES: blocked,
  EPERM: blocked,
  ECONNRESET: brokenOff,
  ECONNABORTED: brokenOff,
  ERR_STREAM_PREMATURE_CLOSE: brokenOff,
  EPIPE: {
    ...brokenOff,
    title: 'The server closed the connection too early',
    meaning: 'The server closed the connection before it had the whole request.',
    cause: 'The server closed an idle connection at that moment, or refused a body of this size.',
  },
}

/** How far an attempt had come when its time ran out. */
export type TimeoutPhase = 'connecting' | 'waiting' | 'reading'

const allowMore = step('Allow more time in the profile if such calls take long.', 'open-time-settings')
const askLess = step('Ask for less in one request: a shorter range, a smaller page.', 'edit-request')

export const TIMEOUT_TEXTS: Readonly<Record<TimeoutPhase, CatalogText>> = {
  connecting: describe(
    'No connection to {host} in time',
    'The host accepted no connection within the time limit, so nothing was sent.',
    'A firewall drops the traffic, the host is down, or the base URL is wrong.',
    [base, network, afterPause],
    'later',
    'After a pause.',
  ),
  waiting: describe(
    'No response came in time',
    'The request was sent, and no response began within the time limit.',
    'The server is overloaded, or the request is heavy. The server may still work on it.',
    [afterPause, askLess, allowMore],
    'later',
    'After a pause, because the server may still work on the first attempt.',
  ),
  reading: describe(
    'The response stopped in the middle',
    'The response began, and the rest did not come within the time limit.',
    'The server or the network stalled, or the response is too large for the connection.',
    [afterPause, askLess, allowMore],
    'later',
    'After a pause.',
  ),
}

import { BACK_OFF, describe, step, type CatalogText } from '../text.ts'

const replay = step('Send it again after a pause.', 'replay')
const support = step('If it keeps failing, send support the time and the trace ID.', 'copy-for-support')
const backOff = `${BACK_OFF} Stop after that.`
/** The guide makes no exception among the 5xx, so neither does Postern. */
const unlikely = `${BACK_OFF} That is the rule for all 5xx, and unlikely to help here: the server answers the same until somebody changes it.`

/** Failures on the server's side that the guide does not name one by one. */
export const SERVER_FAILURES: Readonly<Record<number, CatalogText>> = {
  501: describe(
    'The server cannot do this',
    'The server does not know the method, or the call is not built yet.',
    'The method is one that the API never uses, or a proxy on the way does not pass it on.',
    [step('Check the method and the path.', 'edit-request'), support],
    'later',
    unlikely,
  ),
  502: describe(
    'The gateway got no proper answer from the API',
    'A gateway in front of the API asked it, and what came back could not be used.',
    'The API is restarting or has crashed, or the connection between the two broke.',
    [replay, support],
    'later',
    backOff,
  ),
  503: describe(
    'The API is not available right now',
    'The server takes no requests for the moment.',
    'It is overloaded, is being updated, or is down for maintenance.',
    [replay, 'Look whether the owner of the API has announced maintenance.', support],
    'later',
    backOff,
  ),
  504: describe(
    'The API took too long',
    'A gateway in front of the API waited for its answer and gave up.',
    'The request is heavy, or the API is slow today. It may still be working on it.',
    [step('Ask for less at once: a shorter range, a smaller page.', 'edit-request'), replay, support],
    'later',
    backOff,
  ),
  505: describe(
    'This version of HTTP is not spoken here',
    'The server does not speak the version of HTTP that the request came in.',
    'A very old or misconfigured server or proxy.',
    [step('Check the base URL, and whether a proxy stands in between.', 'open-settings')],
    'later',
    unlikely,
  ),
  506: describe(
    'The server is tied in a knot',
    'To choose a form of the answer, the server would have to choose again, without end.',
    'Its settings for choosing among formats are wrong.',
    [support],
    'later',
    unlikely,
  ),
  507: describe(
    'The server is out of space',
    'What the request wants to store does not fit any more.',
    'The disk or the quota on the server is full.',
    [support, step('Send it again once there is room.', 'replay')],
    'later',
    'Once somebody has made room.',
  ),
  508: describe(
    'The server went round in a circle',
    'The server ran into a loop and stopped.',
    'Things that refer to each other, or a gateway that sends requests to itself.',
    [support],
    'later',
    unlikely,
  ),
  509: describe(
    'The bandwidth is used up',
    'The host has sent all that it may for now. The status is not a registered one, but widely used.',
    'A limit on traffic at the hosting provider.',
    [support, step('Send it again later.', 'replay')],
    'later',
    'Once the limit is reset, often the next day or month.',
  ),
  510: describe(
    'The server wants an extension',
    'The request lacks something that the server insists on, an extension of HTTP.',
    'A server with rules of its own, or the wrong server.',
    [step('Check the base URL.', 'open-settings'), support],
    'later',
    unlikely,
  ),
  511: describe(
    'The network wants you to sign in',
    'The answer comes from the network that you are in, not from the API.',
    'A hotel, train or guest network shows a page to sign in first.',
    ['Open any web page in a browser and sign in to the network.', step('Then send it again.', 'replay')],
    'later',
    'Once you are signed in to the network.',
  ),
}

import { BACK_OFF, describe, step, type CatalogText } from '../text.ts'

const replay = step('Wait, then replay the request.', 'replay')
const support = step(
  'If it keeps failing, send Guardhouse support the time and the trace ID.',
  'copy-for-support',
)
const checkBase = step('Check the base URL.', 'open-settings')
const backOff = `${BACK_OFF} Stop after that.`
/** The guide makes no exception among the 5xx, so neither does Postern. */
const unlikely = `${BACK_OFF} The API documentation asks this for every 5xx. Here a replay will hardly help.`

/** Failures on the server's side that the guide does not name one by one. */
export const SERVER_FAILURES: Readonly<Record<number, CatalogText>> = {
  501: describe(
    'The server cannot do this',
    'The server does not support this method or call.',
    'The API does not offer this call, or a proxy does not pass the method on.',
    [step('Check the method and the path.', 'edit-request'), support],
    'later',
    unlikely,
  ),
  502: describe(
    'A gateway got no proper response',
    'A gateway passed the request on, and could not use the response of the API.',
    'The API is restarting or has crashed, or the connection between the two broke.',
    [replay, support],
    'later',
    backOff,
  ),
  503: describe(
    'The API is not available now',
    'The server accepts no requests for the moment.',
    'It is overloaded, is being updated, or is under maintenance.',
    [replay, 'Ask Guardhouse support whether there is maintenance.', support],
    'later',
    backOff,
  ),
  504: describe(
    'A gateway waited too long',
    'A gateway passed the request on, and got no response in time.',
    'The request is heavy, or the API is slow. The API may still work on it.',
    [step('Ask for a shorter range or a smaller page.', 'edit-request'), replay, support],
    'later',
    backOff,
  ),
  505: describe(
    'The server refused this version of HTTP',
    'The server does not support the HTTP version of the request.',
    'A very old or wrongly configured server or proxy returned it.',
    [step('Check the base URL and the proxy settings.', 'open-settings')],
    'later',
    unlikely,
  ),
  506: describe(
    'The server cannot choose a format',
    'The server would have to choose a format of the response without end.',
    'Its settings for formats are wrong.',
    [support],
    'later',
    unlikely,
  ),
  507: describe(
    'The server is out of space',
    'The server has no room for the data of the request.',
    'Its disk or its quota is full.',
    [support, step('Replay the request when there is room.', 'replay')],
    'later',
    'After the owner of the server has made room.',
  ),
  508: describe(
    'The server found a loop',
    'The server ran into a loop and stopped.',
    'Records refer to each other, or a gateway sends requests to itself.',
    [support],
    'later',
    unlikely,
  ),
  509: describe(
    'The host used up its bandwidth',
    'The host may send no more data for now.',
    'The hosting provider limits its traffic.',
    [support, step('Replay the request later.', 'replay')],
    'later',
    'After the limit is reset, often on the next day or in the next month.',
  ),
  510: describe(
    'The server wants an extension',
    'The request lacks an extension of HTTP that the server needs.',
    'The server has rules of its own, or it is the wrong server.',
    [checkBase, support],
    'later',
    unlikely,
  ),
  511: describe(
    'The network wants you to sign in',
    'Your network returned this response, not the API.',
    'Networks of hotels, trains and guests block requests until a person signs in.',
    ['Open any page in a browser and sign in to the network.', step('Then replay the request.', 'replay')],
    'later',
    'After you have signed in to the network.',
  ),
}

import { describe, LOCATION, step, type CatalogText } from '../text.ts'

const checkProxy = step("Check the proxy's host and port in the settings of the system or the environment.")
const replay = step('Replay it after that.', 'replay')

const same = 'The same URL most likely gets the same response.'

const notHttp = describe(
  'The response is not valid HTTP',
  'Postern cannot read the response of {host} as HTTP.',
  'The port belongs to another kind of service, wants https, or a proxy broke the response.',
  [
    step('Check scheme, host and port in the base URL.', 'open-settings'),
    step('If they are right, send Guardhouse support this failure and its time.', 'copy-for-support'),
  ],
  'no',
  same,
)

const proxy = describe(
  'The proxy did not connect to {host}',
  'The proxy {proxy} is between this computer and {host}, and gave no connection. Nothing reached the API.',
  'The proxy is down, has wrong settings, or forbids this host.',
  [checkProxy, 'Ask the owner of the proxy to allow {host}.', replay],
  'later',
  'After the proxy allows the connection.',
)

const proxyNever = { helps: 'no', advice: 'The proxy does the same until its settings change.' } as const

const proxyDown = {
  ...proxy,
  meaning: 'The proxy is between this computer and {host}, and gave no connection. Nothing was sent.',
  cause: 'The proxy is down, or the proxy settings name the wrong host or port.',
  remedy: [checkProxy, step('Ask the owner of the proxy whether it runs.'), replay],
} satisfies CatalogText

const elsewhere = describe(
  'The response redirects to another host',
  'Postern did not follow the redirect, because a key belongs to its host.',
  'The API has moved, the base URL is wrong, or a sign-in page is in front.',
  [
    step(`Check whether the API has moved to ${LOCATION}.`),
    step('If the API has moved, correct the base URL of the profile.', 'open-settings'),
  ],
  'no',
  'The same URL redirects again.',
)

const notJson = describe(
  'The response was not JSON',
  'The program expected JSON. The text does not show the HTTP status or the body.',
  'Another service responded, or the body was empty.',
  [
    'Print the HTTP status and the body before the program reads JSON from it, and paste both.',
    step('Check the base URL.', 'open-settings'),
  ],
  'later',
  'After you know the HTTP status.',
)

/** Codes for trouble with the response itself, with proxies and with redirects, some of them our own. */
export const EXCHANGE_TEXTS: Readonly<Record<string, CatalogText>> = {
  CLIENT_LEFT: describe(
    'Your program closed the connection',
    'Your program closed its connection before the whole response was in.',
    'The time-out of your program ran out, or your program ended.',
    [
      'Compare the time-out of your program with the time that the API took.',
      step('Replay it to see the response.', 'replay'),
    ],
    'now',
    'When your program waits longer.',
  ),
  INTERNAL: describe(
    'Postern failed while it handled the request',
    'Postern made a mistake of its own. It kept nothing that it had not redacted.',
    'Postern has a fault. The API and the network did not cause this.',
    [step('Report the fault with a support bundle.', 'copy-for-support')],
    'later',
    'After you have checked whether the request has run.',
  ),
  NO_RESPONSE_IN_HAR: describe(
    'The HAR file has no response',
    'The program that wrote the HAR file stored no response to this request.',
    'The request was still in progress when the file was saved, or the program does not say how it failed.',
    [step('Save the HAR file again when the request has ended.'), step('Replay it.', 'replay')],
    'later',
    'After you have checked whether the request has run.',
  ),
  BROWSER_BLOCKED: describe(
    'The browser blocked the request',
    'The browser did not let the request to {host} leave.',
    'An extension, a rule of the page or a rule for requests to other hosts (CORS) stopped it.',
    [
      step('Send the request outside of the browser.', 'replay'),
      'Look at the console of the browser for the rule.',
    ],
    'now',
    'Outside of the browser.',
  ),
  BROWSER_CORS: describe(
    'The browser withheld the response (CORS)',
    'The browser asked {host}, and does not show the response to the page.',
    'The response does not allow the origin of the page. A response of a gateway often lacks that header too.',
    [
      step('Send the request outside of the browser.', 'replay'),
      'In your own page, send the request through your own server.',
    ],
    'no',
    'The browser withholds the same response again.',
  ),
  PAGE_FOR_JSON: {
    ...notJson,
    title: 'A web page came instead of JSON',
    cause: 'A gateway, a proxy or a sign-in page responded, or the URL belongs to a website.',
  },
  EMPTY_FOR_JSON: {
    ...notJson,
    title: 'The program could not read the response as JSON',
    cause: 'The body is empty, or it is not JSON, for example a web page.',
  },
  REASON_NOT_TOLD: describe(
    'The text does not say why no response came',
    'The program says only that the request failed. A browser hides the reason from the page.',
    'Postern cannot tell the reason: the network, the certificate of {host} or a rule of the browser (CORS).',
    [
      'In a browser, look at the request in its network tab and at its console.',
      'In a program, print the cause of the error (error.cause, InnerException), and paste that.',
      step('Send the request outside of the browser.', 'replay'),
    ],
    'later',
    'After you know the reason.',
  ),
  HPE_HEADER_OVERFLOW: describe(
    'The headers of the response are too large',
    'Postern dropped the response, because its headers are larger than it can read.',
    'The server or a proxy sets very large cookies or headers.',
    [step('Send Guardhouse support the time and the request.', 'copy-for-support')],
    'no',
    'The same request gets the same headers.',
  ),
  HPE_INVALID_CONTENT_LENGTH: {
    ...notHttp,
    title: 'The response contradicts its own length',
    cause: 'The server or a proxy sent a wrong Content-Length.',
  },
  UNASKED_UPGRADE: describe(
    '{host} left HTTP',
    'The server returned 101 and switched to another protocol. Postern ended the connection, because the request did not ask for that.',
    'The path belongs to a WebSocket, or a proxy mixed up two connections.',
    [step('Check the path.', 'edit-request'), step('Check the base URL.', 'open-settings')],
    'no',
    same,
  ),
  PROXY_REFUSED: { ...proxyDown, title: 'The proxy {proxy} refused the connection' },
  PROXY_NOT_FOUND: { ...proxyDown, title: 'The host of the proxy {proxy} was not found' },
  PROXY_TIMEOUT: { ...proxyDown, title: 'No connection to the proxy {proxy} in time' },
  PROXY_CLOSED: { ...proxyDown, title: 'The proxy {proxy} closed the connection' },
  PROXY_TLS: {
    ...proxyDown,
    title: 'No secure connection to the proxy {proxy}',
    cause:
      'This computer does not trust the certificate of the proxy, or the proxy speaks no TLS at that port.',
    retry: proxyNever,
  },
  PROXY_407: {
    ...proxy,
    title: 'The proxy wants a user name and password',
    cause: 'The proxy allows only users that sign in, and the sign-in is missing or wrong.',
    remedy: [
      step(
        "Enter the proxy's user name and password in the proxy settings of the system or the environment.",
      ),
    ],
    retry: proxyNever,
  },
  PROXY_403: {
    ...proxy,
    title: 'The proxy forbids {host}',
    cause: 'A rule of the proxy does not allow this host.',
    remedy: [step('Ask the owner of the proxy to allow {host}.')],
    retry: proxyNever,
  },
  PROXY_UNSUPPORTED: {
    ...proxy,
    title: 'Postern cannot use this kind of proxy',
    cause: 'The proxy settings name a proxy that does not speak http or https.',
    remedy: [step('Choose an http or https proxy in the settings of the system or the environment.')],
    retry: proxyNever,
  },
  OTHER_ORIGIN: elsewhere,
  HTTPS_WANTED: {
    ...elsewhere,
    title: '{host} wants https',
    meaning: 'The server redirected to https on the same host. Postern did not follow.',
    cause: 'The base URL says http.',
    remedy: [step('Change the base URL to https.', 'open-settings')],
    retry: { helps: 'no', advice: 'The same URL redirects again.' },
  },
  UNSUPPORTED_SCHEME: { ...elsewhere, title: 'The response redirects to a URL without HTTP' },
  INVALID_LOCATION: {
    ...elsewhere,
    title: 'The response redirects to an invalid URL',
    meaning: 'Postern cannot follow the redirect, because its URL is not valid.',
    cause: 'The Location header of the response is broken.',
    remedy: [step('Send Guardhouse support this response and its time.', 'copy-for-support')],
  },
  REDIRECT_LOOP: {
    ...elsewhere,
    title: 'The response redirects to itself',
    meaning: 'The server redirected the request to its own URL, so Postern did not follow.',
    cause: 'The server or a proxy has wrong redirects.',
  },
  TOO_MANY_REDIRECTS: {
    ...elsewhere,
    title: 'The server redirected too often',
    meaning: 'Each URL redirected to a further one, and Postern stopped following.',
    cause: 'The redirects of the server or of a proxy have no end.',
  },
  METHOD_WOULD_CHANGE: {
    ...elsewhere,
    title: 'The redirect would turn the request into a GET',
    meaning: 'Postern did not follow, because the request would lose its method and its body.',
    cause: 'The URL has moved, and the server uses a redirect for web pages.',
  },
}

/** For codes of a family that have no text of their own. */
export const EXCHANGE_FAMILIES: ReadonlyArray<[prefix: string, text: CatalogText]> = [
  ['HPE_', notHttp],
  ['PROXY_', proxy],
]

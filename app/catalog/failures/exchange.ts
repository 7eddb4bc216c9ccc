import { describe, LOCATION, step, type CatalogText } from '../text.ts'

const same = 'The same address most likely answers the same way.'

const notHttp = describe(
  'The answer is not valid HTTP',
  'Something came back from {host}, but it cannot be read as an HTTP answer.',
  'The port belongs to another kind of service, speaks https where the base URL says http, or a proxy broke the answer.',
  [
    step('Check scheme, host and port in the base URL.', 'open-settings'),
    step('If they are right, send support what happened.', 'copy-for-support'),
  ],
  'no',
  same,
)

const proxy = describe(
  'The proxy did not let the request through',
  'The proxy {proxy} is between this computer and {host}, and did not open the way. The API was not asked.',
  'The proxy is down, is set up wrongly, or forbids this host.',
  [
    step("Check the proxy's address in the settings of the system or the environment."),
    'Ask whoever runs the proxy to let {host} through.',
    step('Send it again.', 'replay'),
  ],
  'later',
  'Once the proxy opens the way.',
)

const proxyNever = { helps: 'no', advice: 'The proxy answers the same until its set-up is changed.' } as const

const proxyDown = {
  ...proxy,
  meaning: 'The proxy is between this computer and {host}, and gave no connection. Nothing was sent.',
  cause: 'The proxy is down, or the proxy settings name the wrong host or port.',
  remedy: [
    step("Check the proxy's address in the settings of the system or the environment."),
    step('Ask the owner of the proxy whether it runs.'),
    step('Send it again.', 'replay'),
  ],
} satisfies CatalogText

const elsewhere = describe(
  'The answer points to another host',
  'The server sent the request elsewhere, and Postern did not follow: the key is meant for this host alone.',
  'The API has moved, or a page to sign in stands in between.',
  [
    step(`Check whether the API has moved to ${LOCATION}.`),
    step('If the API has moved, mend the base URL of the profile.', 'open-settings'),
  ],
  'no',
  'The same address redirects again.',
)

const notJson = describe(
  'The response was not JSON',
  'The program tried to read JSON. The text does not show the HTTP status or the body.',
  'Something else than the API answered, or the body was empty.',
  [
    'Print the HTTP status and the body before the program reads JSON from it, and paste both.',
    step('Check the base URL.', 'open-settings'),
  ],
  'later',
  'After you know the HTTP status.',
)

/** Codes for trouble with the answer itself, with proxies and with redirects, some of them our own. */
export const EXCHANGE_TEXTS: Readonly<Record<string, CatalogText>> = {
  INTERNAL: describe(
    'Postern failed while it handled the request',
    'Postern made a mistake of its own. It kept nothing that it had not redacted.',
    'Postern has a fault. The API and the network did not cause this.',
    [step('Report the fault with a support bundle.', 'copy-for-support')],
    'later',
    'After you have checked whether the request has run.',
  ),
  NO_RESPONSE_IN_HAR: describe(
    'The HAR file holds no response',
    'The program that wrote the HAR file noted this request without a response.',
    'The request was still in progress when the file was saved, or the program does not say how it failed.',
    [step('Save the HAR file again when the request has ended.'), step('Send it again.', 'replay')],
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
    'The response does not allow the origin of the page. A gateway that answers in place of the API leaves that out too.',
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
    cause: 'A gateway, a proxy or a page to sign in answered, or the URL belongs to a website.',
  },
  EMPTY_FOR_JSON: {
    ...notJson,
    title: 'The program could not read the response as JSON',
    cause: 'The body is empty, or it begins with something else than JSON, such as a web page.',
  },
  REASON_NOT_TOLD: describe(
    'The text does not say why no response came',
    'The program tells only that the request failed. A browser hides the reason from the page.',
    'The network, the certificate of {host} or a rule of the browser (CORS) can be the reason. Postern cannot tell which.',
    [
      'In a browser, look at the request in its network tab and at its console.',
      'In a program, print the cause of the error (error.cause, InnerException), and paste that.',
      step('Send the request outside of the browser.', 'replay'),
    ],
    'later',
    'After you know the reason.',
  ),
  HPE_HEADER_OVERFLOW: describe(
    'The headers of the answer are too large',
    'The answer began with more headers than can be read, and was dropped.',
    'The server or a proxy sets very large cookies or headers.',
    [step('Send support the time and the request.', 'copy-for-support')],
    'no',
    'The same request gets the same headers.',
  ),
  HPE_INVALID_CONTENT_LENGTH: {
    ...notHttp,
    title: 'The answer contradicts its own length',
    cause: 'The server or a proxy sent a Content-Length that cannot be right.',
  },
  UNASKED_UPGRADE: describe(
    '{host} left HTTP',
    'The server returned 101 and switched to another protocol. The request did not ask for that, so Postern ended the connection.',
    'The path belongs to a WebSocket, or a proxy mixed up two connections.',
    [step('Check the path.', 'edit-request'), step('Check the base URL.', 'open-settings')],
    'no',
    same,
  ),
  PROXY_REFUSED: { ...proxyDown, title: 'The proxy {proxy} refuses connections' },
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
    cause: 'The proxy lets nobody through who has not signed in, and the sign-in is missing or wrong.',
    remedy: [
      step(
        "Put the proxy's user name and password into the proxy settings of the system or the environment.",
      ),
    ],
    retry: proxyNever,
  },
  PROXY_403: {
    ...proxy,
    title: 'The proxy forbids {host}',
    cause: 'A rule of the proxy does not allow this host.',
    remedy: [step('Ask whoever runs the proxy to let {host} through.')],
    retry: proxyNever,
  },
  PROXY_UNSUPPORTED: {
    ...proxy,
    title: 'The proxy is of a kind that cannot be used',
    cause: 'The proxy settings name a proxy that is not reached by http or https.',
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
    retry: { helps: 'no', advice: 'The same address redirects again.' },
  },
  UNSUPPORTED_SCHEME: { ...elsewhere, title: 'The answer points to an address that is not of the web' },
  INVALID_LOCATION: {
    ...elsewhere,
    title: 'The answer points to an address that makes no sense',
    meaning: 'The server sent the request elsewhere, and what it gave is no address that can be followed.',
    cause: 'The Location header of the answer is broken.',
    remedy: [step('Send support what happened.', 'copy-for-support')],
  },
  REDIRECT_LOOP: {
    ...elsewhere,
    title: 'The answer points back to itself',
    meaning: 'The server sent the request to the very address that was asked, so to follow would never end.',
    cause: 'The redirects of the server or of a proxy are set up wrongly.',
  },
  TOO_MANY_REDIRECTS: {
    ...elsewhere,
    title: 'The answer was redirected too often',
    meaning: 'Each address pointed to a further one, and Postern stopped following.',
    cause: 'The redirects of the server or of a proxy go round in a circle.',
  },
  METHOD_WOULD_CHANGE: {
    ...elsewhere,
    title: 'The answer points elsewhere, and would turn the request into a GET',
    meaning: 'The request was not sent on: with this redirect it would lose its method and its body.',
    cause: 'The address has moved, and the server uses a kind of redirect that is meant for pages.',
  },
}

/** For codes of a family that have no text of their own. */
export const EXCHANGE_FAMILIES: ReadonlyArray<[prefix: string, text: CatalogText]> = [
  ['HPE_', notHttp],
  ['PROXY_', proxy],
]

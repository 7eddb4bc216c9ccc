import { describe, LOCATION, step, type CatalogText } from '../text.ts'

const checkBase = step('Check the base URL of the profile.', 'open-settings')
const owner = step("Ask the gateway's owner for the URL of the API.")
const again = 'The same URL gets the same redirect.'
const elsewhere = 'The URL has moved, or a server on the way wants a sign-in.'
const old = 'An old or wrongly configured server returned it.'

/** Responses that name another place. A redirect to another host is not followed: the key belongs to this one. */
export const REDIRECT_STATUSES: Readonly<Record<number, CatalogText>> = {
  300: describe(
    'The server offers several places',
    'The server has more than one resource at this URL, and wants you to choose.',
    'The URL is not exact enough, or it belongs to a website.',
    [step('Use one of the URLs that the response lists.', 'edit-request')],
    'no',
    again,
  ),
  301: describe(
    'The server redirected the request',
    'The resource has a new URL for good.',
    'The API has moved, or the base URL begins with http and not with https.',
    [checkBase, owner],
    'no',
    again,
  ),
  302: describe(
    'The server redirected the request',
    'The server names another URL for now.',
    elsewhere,
    [step(`Check whether the API has moved to ${LOCATION}.`), checkBase, owner],
    'no',
    again,
  ),
  303: describe(
    'The result is at another URL',
    'The server accepted the request. A GET of another URL returns its result.',
    'The server keeps results apart, or it wants a sign-in.',
    [step(`Read ${LOCATION} with a GET.`, 'edit-request'), owner],
    'no',
    'The request may already have run. A GET of the other URL shows the result.',
  ),
  304: describe(
    'Not changed',
    'Your program already has the content, so the server did not send it.',
    'The request has the header If-None-Match or If-Modified-Since.',
    [step('Remove If-None-Match and If-Modified-Since to get the content.', 'edit-request')],
    'no',
    'The same headers get no content until it changes.',
  ),
  305: describe(
    'The server asks for a proxy',
    'The server wants the request to come through a proxy. HTTP no longer uses this status.',
    old,
    [step('Check the base URL. Never send the key to the proxy that it names.', 'open-settings')],
    'no',
    again,
  ),
  306: describe(
    'A status out of use',
    'HTTP reserves this number and gives it no meaning.',
    old,
    [checkBase],
    'no',
    again,
  ),
  307: describe(
    'The server redirected the request',
    'The server names another URL for now, for the same method.',
    elsewhere,
    [step(`Check whether the API has moved to ${LOCATION}.`), checkBase, owner],
    'no',
    again,
  ),
  308: describe(
    'The server redirected the request',
    'The resource has a new URL for good, for the same method.',
    'The API has moved, or the base URL begins with http and not with https.',
    [checkBase, owner],
    'no',
    again,
  ),
}

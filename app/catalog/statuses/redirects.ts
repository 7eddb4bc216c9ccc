import { describe, step, type CatalogText } from '../text.ts'

const mendBase = step('If the API has moved, mend the base URL of the profile.', 'open-settings')
const signIn = 'If the new address is a page to sign in, a proxy or firewall wants to know you first.'
const again = 'The same address points elsewhere each time.'

/** Answers that point elsewhere. A redirect to another host is not followed: the key belongs to this one. */
export const REDIRECT_STATUSES: Readonly<Record<number, CatalogText>> = {
  300: describe(
    'There are several to choose from',
    'The server knows more than one thing under this address and wants you to choose.',
    'The address is not exact enough, or it belongs to a website.',
    [step('Take one of the addresses that the answer lists.', 'edit-request')],
    'no',
    again,
  ),
  301: describe(
    'Moved for good',
    'What was asked for has a new address, and keeps it.',
    'The API moved, or the base URL says http where it should say https.',
    [mendBase, signIn],
    'no',
    again,
  ),
  302: describe(
    'Sent elsewhere for now',
    'The server points to another address without saying that the move is for good.',
    'Often a page to sign in stands in between; an API has little reason to answer this way.',
    [step('Look at the Location header: it says where to.'), signIn, mendBase],
    'no',
    again,
  ),
  303: describe(
    'The result is at another address',
    'The request was taken, and its result is to be fetched with GET from elsewhere.',
    'The server separates doing from showing, or sends you to a page to sign in.',
    [step('Fetch the address in the Location header with GET.', 'edit-request'), signIn],
    'no',
    'The request may have been carried out: do not send it once more just for the result.',
  ),
  304: describe(
    'Not changed',
    'The content is the same as the copy that the request says it has, so it was not sent again.',
    'The request carries If-None-Match or If-Modified-Since.',
    [step('Drop these headers to get the content itself.', 'edit-request')],
    'no',
    'With the same headers the answer stays empty until something changes.',
  ),
  305: describe(
    'A proxy is asked for',
    'The server wants the request to come through a proxy. This status is out of use for good reason.',
    'An old or misconfigured server answered.',
    [step('Check the base URL; do not send the key to the proxy that the answer names.', 'open-settings')],
    'no',
    again,
  ),
  306: describe(
    'A status out of use',
    'This number is reserved and has no meaning any more.',
    'An old or misconfigured server answered.',
    [step('Check the base URL.', 'open-settings')],
    'no',
    again,
  ),
  307: describe(
    'Sent elsewhere for now, with the same method',
    'The request should be sent once more, as it is, to another address.',
    'Often a step from http to https, or a server that hands over to another.',
    [step('Look at the Location header: it says where to.'), mendBase],
    'no',
    again,
  ),
  308: describe(
    'Moved for good, with the same method',
    'What was asked for has a new address, and requests should go there unchanged.',
    'The API moved, or the base URL says http where it should say https.',
    [mendBase],
    'no',
    again,
  ),
}

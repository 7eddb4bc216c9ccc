import { GUIDE_STATUSES } from './statuses/guide.ts'
import { describe, step, type CatalogText } from './text.ts'

export interface ServiceCode extends CatalogText {
  /** True for codes that mean "see the messages": their own text says little. */
  generic: boolean
  /** The HTTP status that the code repeats; null when it has a meaning of its own. */
  mirrors: number | null
}

/** The code that leaves it to its messages to say what is wrong. */
export const GENERIC_CODE = 100

function mirror(status: number): Record<number, ServiceCode> {
  const text = GUIDE_STATUSES[status]
  return text ? { [status]: { ...text, generic: false, mirrors: status } } : {}
}

/** The codes in `status.code` that the guide names. Its full catalog is not published, and grows. */
export const SERVICE_CODES: Readonly<Record<number, ServiceCode>> = {
  0: {
    ...describe(
      'Success',
      'The API ran the request.',
      'Nothing went wrong.',
      [],
      'no',
      'No retry is needed.',
    ),
    generic: false,
    mirrors: null,
  },
  [GENERIC_CODE]: {
    ...describe(
      'The API refused the request',
      'The API reports an error of its general kind.',
      'Code 100 covers many causes. The messages and the HTTP status say which it is.',
      [
        step('Read the messages and change the request.', 'edit-request'),
        step('If they do not say enough, send Guardhouse support this response.', 'copy-for-support'),
      ],
      'no',
      'The same request most likely gets the same response.',
    ),
    generic: true,
    mirrors: null,
  },
  ...mirror(401),
  ...mirror(403),
  ...mirror(404),
}

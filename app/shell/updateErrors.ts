import { codeOf, messageOf } from '../contract/thrown.ts'
import type { UpdateError } from '../contract/updates.ts'

const NO_LIST: UpdateError = {
  message: 'The feed returned no list of versions.',
  remedy: 'Check the URL. It must be the folder with the “latest” files of a release.',
}

/** Errors by the names that electron-updater, Chromium and Node give them; the first match counts. */
const UPDATE_ERRORS: readonly (readonly [name: RegExp, error: UpdateError])[] = [
  [
    /ERR_BLOCKED_BY_CLIENT/,
    {
      message: 'The feed leads to another server. Postern fetches updates from the feed’s own server only.',
      remedy: 'Ask the feed’s owner for a URL that redirects to no other server, and set that one.',
    },
  ],
  [
    /ERR_CHECKSUM_MISMATCH/,
    {
      message: 'The file is not the one that the feed describes. Postern deleted it.',
      remedy: 'Check again later. If it happens again, ask the feed’s owner.',
    },
  ],
  [
    /ERR_UPDATER_INVALID_SIGNATURE|code signature|signature/i,
    {
      message: 'The makers of this copy did not sign the file. Postern did not install it.',
      remedy: 'Report it to the feed’s owner. Do not install the file by hand.',
    },
  ],
  [
    /^ENOSPC\b/,
    {
      message: 'This disk has no room for the file. Postern deleted the part that it had.',
      remedy: 'Make room, then check again.',
    },
  ],
  [
    /ERR_UPDATER_(?:INVALID|CHANNEL_FILE|LATEST|NO_CHECKSUM|NO_FILES)|undefined \(reading '(?:version|info)'\)/,
    NO_LIST,
  ],
]

/** What went wrong with an update, and what to do. */
export function updateErrorOf(error: unknown): UpdateError {
  const message = messageOf(error)
  const code = codeOf(error) ?? ''
  const known = UPDATE_ERRORS.find(([pattern]) => pattern.test(`${code} ${message}`))
  if (known) return known[1]
  const reason = message.split('\n')[0]?.slice(0, 200) ?? ''
  return {
    message: `Postern could not read the feed: ${reason}.`,
    remedy: 'Check the URL and the network, then check again.',
  }
}

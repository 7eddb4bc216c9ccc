import { codeOf, messageOf } from '../contract/thrown.ts'
import type { UpdateError } from '../contract/updates.ts'

const NO_LIST: UpdateError = {
  message: 'What the feed answers is not a list of versions.',
  remedy: 'Check the address: it must be the folder that holds the “latest” files of a release.',
}

/** Errors by the names that electron-updater, Chromium and Node give them; the first match counts. */
const UPDATE_ERRORS: readonly (readonly [name: RegExp, error: UpdateError])[] = [
  [
    /ERR_BLOCKED_BY_CLIENT/,
    {
      message: 'The feed leads to another server. Postern fetches updates from the feed’s own server only.',
      remedy: 'Ask whoever runs the feed for an address that does not lead elsewhere, and set that one.',
    },
  ],
  [
    /ERR_CHECKSUM_MISMATCH/,
    {
      message:
        'The file is not the one that the feed describes: it was damaged or changed. It was thrown away.',
      remedy: 'Check again later. If it stays so, tell whoever runs the feed.',
    },
  ],
  [
    /ERR_UPDATER_INVALID_SIGNATURE|code signature|signature/i,
    {
      message: 'The file is not signed by the makers of this copy. It was not installed.',
      remedy: 'Tell whoever runs the feed, and do not install the file by hand.',
    },
  ],
  [
    /^ENOSPC\b/,
    {
      message: 'There is no room for the file on this disk. What had come of it was thrown away.',
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
    message: `The feed could not be read: ${reason}.`,
    remedy: 'Check the address and the network, then check again.',
  }
}

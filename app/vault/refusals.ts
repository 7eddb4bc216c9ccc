import { PosternError } from '../contract/errors.ts'
import type { Notice } from '../contract/notice.ts'
import { plural } from '../contract/words.ts'

/** What the vault refuses, in the user's words. None of these texts can hold a key. */

/** The cause is left out on purpose when it is final: what a cipher says of a failure is nobody's business. */
export function unreadable(alias: string, error: unknown): PosternError {
  const isPassing = error instanceof Error && /temporarily unavailable/i.test(error.message)
  return isPassing
    ? new PosternError(
        'key-unreadable',
        `The key ${alias} cannot be read just now: the system keyring is not available.`,
        'Unlock the keyring, then send the request. The stored key is unchanged.',
      )
    : new PosternError(
        'key-unreadable',
        `The key ${alias} is stored, but cannot be decrypted: the system keyring is locked, gone or another one.`,
        'Unlock the keyring and start Postern again, or enter the key again under the same name. The stored one stays until then.',
      )
}

export function boundElsewhere(alias: string, boundTo: string, asked: string): PosternError {
  return new PosternError(
    'key-unreadable',
    boundTo === asked
      ? `The key ${alias} was entered for another token request, so Postern does not send it.`
      : `The key ${alias} was entered for ${boundTo}, and is not sent to ${asked}.`,
    'If the profile is right, choose “Use here…” beside the key in Keys. If not, correct the profile.',
  )
}

export function noSuchKey(alias: string): PosternError {
  return new PosternError('key-missing', `There is no key ${alias}.`, 'Choose a key from the list.')
}

export function notLent(alias: string): PosternError {
  return new PosternError(
    'bad-input',
    `Postern did not send the key ${alias}: you did not confirm this token request.`,
    'Repeat the action, and confirm the token request in the dialog.',
  )
}

export function nameTaken(alias: string): PosternError {
  return new PosternError('bad-input', `There is already a key ${alias}.`, 'Choose another name.')
}

export function nameTellsKey(): PosternError {
  return new PosternError(
    'bad-input',
    'The name of the key holds the key itself, and names are shown everywhere.',
    'Give it a name that says what the key is for.',
  )
}

export function comesWithSandbox(alias: string): PosternError {
  return new PosternError(
    'bad-input',
    `The key ${alias} comes with the sandbox and cannot be changed.`,
    'Save your own key under another name.',
  )
}

export function cannotStoreWeakly(): PosternError {
  return new PosternError(
    'bad-input',
    'This system either guards keys with its keyring, or cannot encrypt them at all: there is nothing to choose.',
    'Nothing needs to be done.',
  )
}

/** Said at the start when stored keys stayed closed; what the disk holds of them is as it was. */
export function keysUnreadable(aliases: readonly string[]): Notice {
  const isOne = aliases.length === 1
  return {
    id: 'keys-unreadable',
    severity: 'warning',
    title: isOne ? 'Enter a key again' : `Enter ${plural(aliases.length, 'key', 'keys')} again`,
    detail: `The system keyring that encrypted ${aliases.map((alias) => `“${alias}”`).join(', ')} is locked, gone, or another one. Postern left the stored keys unchanged.`,
    remedy: `Unlock the keyring and start Postern again, or enter ${isOne ? 'the key' : 'them'} again in Keys. Everything else works.`,
  }
}

/** Said when a key that was to be written is kept in memory instead. */
export function keptInMemory({ profile, alias }: KeyName, error: unknown): Notice {
  const known = error instanceof PosternError
  return {
    id: `keys-unsaved ${profile} ${alias}`,
    severity: 'warning',
    title: `The key “${alias}” is kept in memory only`,
    detail: known
      ? error.message
      : 'The system could not encrypt the key, so it was not written to the disk.',
    remedy: known
      ? error.remedy
      : 'Unlock the system keyring and enter the key again. Until then it lasts until you quit.',
  }
}

/** Said when a key is written after all, in place of what was said before. */
export function keptNow({ profile, alias }: KeyName): Notice {
  return {
    id: `keys-unsaved ${profile} ${alias}`,
    severity: 'info',
    title: `The key “${alias}” is saved now`,
    detail: 'It is encrypted on the disk, and will be there after a restart.',
    remedy: null,
  }
}

interface KeyName {
  profile: string
  alias: string
}

/** The channel of the page's calls; main knows their names, and refuses any other. */
export const CALL_CHANNEL = 'call'
/** The channel of files that were dropped on the window: the page never names a path. */
export const FILE_CHANNEL = 'file'

/**
 * The closed list of what main tells the page. It stands apart from the schemas, so that the preload script, which needs
 * only the names, stays small.
 */
export const EVENT_NAMES = [
  'session:changed',
  'exchange:changed',
  'exchange:progress',
  'window:changed',
  'token:changed',
  'notice:added',
  'job:changed',
  'check:progress',
  'import:offered',
  'secret:changed',
  'updates:changed',
  'agents:changed',
  'history:changed',
  'sandbox:activity',
  'capture:changed',
  'webhooks:changed',
  'explain:offered',
  'menu:chosen',
  'computer:sleep',
] as const

export type EventName = (typeof EVENT_NAMES)[number]

/** Id of the profile that talks to the built-in API. */
export const SANDBOX_PROFILE = 'sandbox'
/** The variable that a program which Postern starts finds the URL of its capture in. */
export const OWN_VARIABLE = 'POSTERN_CAPTURE_URL'
/** What the secrets of webhooks are kept under in the vault. No profile has this id, since none begins with a dash. */
export const WEBHOOK_SECRETS = '-webhooks'
/** What deliveries have in place of a profile. No profile can have this id, which has a capital. */
export const DELIVERIES = 'Webhooks'
/** What stands for a profile where an answer came from a file or the clipboard. */
export const NO_PROFILE = 'none'

import { listed, plural } from '../contract/words.ts'
import { clipboard, dialog, type BrowserWindow, type MessageBoxOptions } from 'electron'
import { commandLine } from '../contract/commandWords.ts'
import type { Profile } from '../contract/profile.ts'
import type { PlannedRequest } from '../replay/plan.ts'
import { joinUrl } from '../contract/url.ts'
import { clip } from '../contract/values.ts'

const LONGEST_SHOWN = 300

export async function confirmWeakStorage(window: BrowserWindow | null): Promise<boolean> {
  return confirm(window, {
    message: 'Store keys on this disk with weak protection?',
    detail:
      'This system has no keyring to guard them. Postern would scramble the keys with a password that every such ' +
      'program shares. Another program, a backup or a thief with your files could read your keys.\n\n' +
      'Without this, keys stay in memory, and you enter them after each start. You can go back at any time.',
    buttons: ['Keep them in memory', 'Store them anyway'],
  })
}

export async function confirmFeed(window: BrowserWindow | null, feed: string): Promise<boolean> {
  return confirm(window, {
    message: 'Look for updates of Postern on this server?',
    detail:
      `${feed}\n\nThe owner of this server can give you programs that replace this one. Postern asks the server ` +
      'only when you select “Check now”, and installs only the version that you select.',
    buttons: ['Cancel', 'Use this feed'],
  })
}

/** `alias` and the texts of the profile come from the page, so they are shown as what they are. */
export async function confirmKeyMove(
  window: BrowserWindow | null,
  alias: string,
  { baseUrl, token: { method, path, sendKeyIn, keyName } }: Profile,
): Promise<boolean> {
  const url = new URL(joinUrl(baseUrl, path)).href
  const name = keyName.replace(/[^ -~]/g, '?')
  const where = {
    json: `as “${name}” in a JSON body`,
    form: `as “${name}” in a form`,
    header: `in the header “${name}”`,
    bearer: 'in the header “Authorization”',
  } satisfies Record<typeof sendKeyIn, string>
  return confirm(window, {
    message: `Send the key “${alias}” with this token request?`,
    detail:
      `${method} ${clip(url, LONGEST_SHOWN)}\nThe key goes ${clip(where[sendKeyIn], LONGEST_SHOWN)}.\n\n` +
      'The profile has changed since you entered the key. Choose Cancel if you did not change it yourself.',
    buttons: ['Cancel', 'Send it there'],
  })
}

/** An origin is ASCII: a host that looks like another one is shown as Punycode. */
export async function confirmHost(window: BrowserWindow | null, origin: string): Promise<boolean> {
  return confirm(window, {
    message: 'Send requests to this host?',
    detail:
      `${clip(origin, LONGEST_SHOWN)}\n\nYou have not confirmed this host yet. The requests go there with their headers ` +
      'and bodies. Choose Cancel if you did not send one.',
    buttons: ['Cancel', 'Send requests'],
  })
}

/** The whole command is shown: it comes from the page, which could hide its end. */
export async function confirmProgram(
  window: BrowserWindow | null,
  order: { command: readonly string[]; folder: string; variables: readonly string[]; starts: number },
): Promise<boolean> {
  return confirm(window, {
    message: 'Start this program?',
    detail:
      `${commandLine(order.command)}\n\nPostern starts it ${plural(order.starts, 'time')} in ${order.folder}, and sets ` +
      `${listed(order.variables)}. The program may do all that you may do on this computer. Choose Cancel if you did ` +
      'not ask for a drill.',
    buttons: ['Cancel', 'Start program'],
  })
}

/** After that a question is a no, ms. */
const PATIENCE_MS = 120_000

/** `agent` is the name that a program gives itself, and the request may come from a file of others. */
export async function confirmReplay(
  window: BrowserWindow | null,
  { method, url, profile, key, reason }: PlannedRequest,
  agent: string,
  signal: AbortSignal,
): Promise<boolean> {
  const line = (text: string) => clip(text.replace(/[^ -~]/g, '?'), LONGEST_SHOWN)
  const name = line(agent).slice(0, 40) || 'Without a name'
  const withKey = key === null ? 'without a key' : `with the key “${clip(key, 60)}”`
  return confirm(window, {
    message: 'Let a coding agent replay this request?',
    detail:
      `${line(`${method} ${url}`)}\n\nPostern sends it ${withKey} of the profile “${clip(profile, 60)}”. ` +
      `The agent: ${name}.\n\n${reason === null ? '' : `${clip(reason, LONGEST_SHOWN)}\n\n`}` +
      'Choose Cancel if you did not ask the agent for it.',
    buttons: ['Cancel', 'Replay it'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  })
}

export async function confirmLimits(window: BrowserWindow | null, count: number): Promise<boolean> {
  const exchanges = plural(count, 'exchange')
  return confirm(window, {
    message: `Delete ${exchanges} from the history?`,
    detail:
      `The new limits of the history delete the oldest ${exchanges} now. Pinned exchanges stay.\n\n` +
      'For a day you can bring them back in Settings. That turns the limits off.',
    buttons: ['Cancel', 'Delete'],
  })
}

/** Copies the secret once the user has agreed: the page never has it. False when the user declined. */
export async function copySecret(
  window: BrowserWindow | null,
  request: string,
  text: () => string,
): Promise<boolean> {
  const isAgreed = await confirm(window, {
    message: 'Copy the secret to the clipboard?',
    detail:
      `${clip(request, LONGEST_SHOWN)} returned this secret. Every program on this computer can read the clipboard.\n\n` +
      'Choose Cancel if you did not ask for it.',
    buttons: ['Cancel', 'Copy secret'],
  })
  if (isAgreed) await clipboard.writeText(text().trimEnd())
  return isAgreed
}

/** Asks in a system dialog, which no page can draw over or click. Only the second of its two buttons means yes. */
async function confirm(window: BrowserWindow | null, wanted: MessageBoxOptions): Promise<boolean> {
  const look = { type: 'warning', title: 'Postern', defaultId: 0, cancelId: 0, noLink: true } as const
  const options = { ...look, ...wanted }
  const { response } = window
    ? await dialog.showMessageBox(window, options)
    : await dialog.showMessageBox(options)
  return response === 1
}

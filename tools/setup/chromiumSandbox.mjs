import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from './run.mjs'
import { SetupError } from './say.mjs'

/** The switches that Electron needs here: Chromium refuses to run as root with its sandbox on. */
export function sandboxSwitches() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/**
 * Some Linux systems forbid the user namespaces that Chromium's sandbox is made of; there its helper must belong to root.
 * The sandbox is never switched off for that.
 * @param {string} program path of Electron
 */
export async function ensureSandbox(program) {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return
  const helper = join(dirname(program), 'chrome-sandbox')
  const found = await stat(helper).catch(() => null)
  if (!found || (found.uid === 0 && (found.mode & 0o4000) !== 0)) return
  // A namespace may be allowed and its rights taken away (AppArmor, Ubuntu 24.04): mapping a user needs them.
  const { code } = await run('unshare', ['--user', '--map-root-user', 'true'])
  if (code === 0 || code === 127) return
  throw new SetupError(
    "This system forbids the user namespaces that Electron's sandbox uses, and its helper program does not belong to root.",
    `run this once, then start again:\n\n  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  )
}

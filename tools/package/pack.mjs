import { existsSync } from 'node:fs'
import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ensureBuilt } from '../build/ensureBuilt.mjs'
import { ensureArchiver } from '../setup/libraries.mjs'
import { root } from '../setup/paths.mjs'
import { run } from '../setup/run.mjs'
import { ensureRuntime } from '../setup/runtime.mjs'
import { say, SetupError } from '../setup/say.mjs'
import { makeDeb } from './deb.mjs'
import { isSigned, reasonOf } from './targets.mjs'

/** A target's tools are large, and a line may be slow. */
const LIMIT_MS = 10 * 60_000
const ARCHIVER = '/usr/bin/7za'

/**
 * What one form alone holds beside the app, by its name there: nobody registers what is in an archive.
 * @type {Record<string, Record<string, string>>}
 */
const OWN_FILES = {
  'tar.gz': {
    'README.md': 'tools/package/linux/README.md',
    'LICENSE.txt': 'LICENSE',
    'install.sh': 'tools/package/linux/install.sh',
    'uninstall.sh': 'tools/package/linux/uninstall.sh',
    'postern.desktop': 'tools/package/linux/postern.desktop',
    'postern.xml': 'tools/package/linux/postern.xml',
    'postern.png': 'build/icons/512x512.png',
  },
}

/**
 * @typedef {object} Packed
 * @property {string} app the folder that holds the app; on macOS the bundle
 * @property {string} electron version of the runtime
 * @property {string[]} missed a line for each target that was not made, and why
 */

/**
 * Packs the app for this machine, from the very runtime that it is tested with: first as a folder, then in other forms.
 * @param {string} output folder; what it held is gone afterwards
 * @param {string[]} targets
 * @param {string} compression 1 to 9. Beyond 5 it takes four times as long, and saves a hundredth
 * @returns {Promise<Packed>}
 */
export async function pack(output, targets, compression = '5') {
  await ensureBuilt()
  const runtime = dirname(await ensureRuntime())
  const electron = (await readFile(join(runtime, 'version'), 'utf8')).trim().replace(/^v/, '')
  /** @param {string[]} args */
  const build = (args) =>
    runBuilder(
      [
        ...args,
        '--publish=never',
        `--config.electronVersion=${electron}`,
        `--config.directories.output=${output}`,
        ...naming(),
      ],
      compression,
    )
  say('Packing the app into a folder…')
  await rm(output, { recursive: true, force: true })
  const complaint = await build(['--dir', `--config.electronDist=${runtime}`])
  if (complaint) throw new SetupError(complaint, 'fix what it names, then start again.')

  const app = await packedFolder(output)
  /** @type {string[]} */
  const missed = []
  for (const target of targets) {
    say(`Making ${target}…`)
    const own = Object.entries(OWN_FILES[target] ?? {})
    for (const [name, file] of own) await cp(join(root, file), join(app, name))
    const make = () =>
      target === 'deb'
        ? makeDeb(app, output, compression)
        : build([platformSwitch(), target, `--prepackaged=${app}`])
    const reason = (await lackOfTools(target)) ?? (await make())
    // The next form must not hold these.
    for (const [name] of own) await rm(join(app, name), { force: true })
    if (reason) missed.push(`${target}: ${reason}`)
  }
  return { app, electron, missed }
}

/** electron-builder.yml calls artifacts unsigned; whoever signs drops that word. */
function naming() {
  if (!isSigned(process.env, process.platform)) return []
  const name = '${productName}-${version}-${os}-${arch}'
  return [`--config.artifactName=${name}.\${ext}`, `--config.portable.artifactName=${name}-portable.\${ext}`]
}

/**
 * @param {string[]} args
 * @param {string} compression
 * @returns {Promise<string | null>} why it failed
 */
async function runBuilder(args, compression) {
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
  const { code, stdout, stderr } = await run(process.execPath, [builder, ...args], {
    cwd: root,
    env: {
      ...process.env,
      ELECTRON_BUILDER_COMPRESSION_LEVEL: compression,
      ...(existsSync(ARCHIVER) ? { ELECTRON_BUILDER_7ZIP_PATH: ARCHIVER } : {}),
    },
    timeoutMs: LIMIT_MS,
  })
  return code === 0 ? null : reasonOf(`${stdout}\n${stderr}`)
}

/**
 * Why a target cannot even be tried.
 * @param {string} target
 */
async function lackOfTools(target) {
  if (target !== 'tar.gz') return null
  try {
    await ensureArchiver()
    return null
  } catch (error) {
    if (error instanceof SetupError) return `${error.message} What to do: ${error.remedy}`
    throw error
  }
}

function platformSwitch() {
  return process.platform === 'win32' ? '--win' : process.platform === 'darwin' ? '--mac' : '--linux'
}

/**
 * The folder that holds the app: `linux-unpacked`, `win-unpacked`, `mac/Postern.app` and the like.
 * @param {string} output
 */
async function packedFolder(output) {
  const entries = await readdir(output, { withFileTypes: true })
  const name = entries.find((entry) => entry.isDirectory() && /^(?:linux|win|mac)/.test(entry.name))?.name
  if (!name) throw new Error('electron-builder has left no folder of the app')
  return process.platform === 'darwin' ? join(output, name, 'Postern.app') : join(output, name)
}

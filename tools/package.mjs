import { existsSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ensureBuilt } from './build/ensureBuilt.mjs'
import { isSigned, reasonOf, TARGETS } from './package/targets.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { ensureArchiver } from './setup/libraries.mjs'
import { root } from './setup/paths.mjs'
import { run } from './setup/run.mjs'
import { ensureRuntime } from './setup/runtime.mjs'
import { runTool, say, SetupError } from './setup/say.mjs'

const dist = join(root, 'dist')
/** A target's tools are large, and a line may be slow. */
const LIMIT_MS = 10 * 60_000
/** Of 9: the last steps take four times as long, and save a hundredth. */
const COMPRESSION = '5'

// The app for this machine, from the very runtime that it is tested with: first as a folder, then in whatever form the
// tools can be had for. Names after the command choose among the forms.
await runTool(async () => {
  const known = TARGETS[process.platform] ?? []
  const asked = process.argv.slice(2)
  const unknown = asked.find((name) => name !== 'dir' && !known.includes(name))
  if (unknown) {
    throw new SetupError(
      `${unknown} is nothing that can be made here.`,
      `name one or more of: dir, ${known.join(', ')}.`,
    )
  }
  await ensureDependencies()
  await ensureBuilt()
  const runtime = dirname(await ensureRuntime())
  const version = (await readFile(join(runtime, 'version'), 'utf8')).trim().replace(/^v/, '')
  const common = ['--publish=never', `--config.electronVersion=${version}`, ...naming()]

  say('Packing the app into a folder…')
  await rm(dist, { recursive: true, force: true })
  const folder = await build(['--dir', `--config.electronDist=${runtime}`, ...common])
  if (folder.code !== 0)
    throw new SetupError(reasonOf(folder.output), 'mend what it names, then start again.')

  const app = join(dist, await unpackedName())
  /** @type {string[]} */
  const missed = []
  for (const target of known.filter((name) => asked.length === 0 || asked.includes(name))) {
    say(`Making ${target}…`)
    const reason = await make(target, [`--prepackaged=${app}`, ...common])
    if (reason) missed.push(`  ${target}: ${reason}`)
  }
  say(
    `\nIn dist/, ${isSigned(process.env, process.platform) ? 'signed' : 'unsigned'}, with Electron ${version}:`,
  )
  for (const name of (await readdir(dist)).filter((each) => !each.startsWith('builder-'))) say(`  ${name}`)
  if (missed.length > 0) say(`Not made:\n${missed.join('\n')}`)
  // What was asked for by name must be there; of everything, what can be had.
  return asked.length > 0 && missed.length > 0 ? 1 : 0
})

/** electron-builder.yml calls artifacts unsigned; whoever signs drops that word. */
function naming() {
  if (!isSigned(process.env, process.platform)) return []
  const name = '${productName}-${version}-${os}-${arch}'
  return [`--config.artifactName=${name}.\${ext}`, `--config.portable.artifactName=${name}-portable.\${ext}`]
}

/**
 * Makes one target out of the packed folder.
 * @param {string} target
 * @param {string[]} args
 * @returns {Promise<string | null>} why it was not made
 */
async function make(target, args) {
  if (target === 'tar.gz') {
    try {
      await ensureArchiver()
    } catch (error) {
      if (error instanceof SetupError) return `${error.message} What to do: ${error.remedy}`
      throw error
    }
  }
  const { code, output } = await build([`--${platformName()}`, target, ...args])
  // Packages for package managers say inside what they are; the next form must not repeat it.
  await rm(join(dist, await unpackedName(), 'resources', 'package-type'), { force: true })
  return code === 0 ? null : reasonOf(output)
}

/**
 * @param {string[]} args
 */
async function build(args) {
  const archiver = '/usr/bin/7za'
  const { code, stdout, stderr } = await run(
    process.execPath,
    [join(root, 'node_modules', 'electron-builder', 'cli.js'), ...args],
    {
      cwd: root,
      env: {
        ELECTRON_BUILDER_COMPRESSION_LEVEL: COMPRESSION,
        ...process.env,
        ...(existsSync(archiver) ? { ELECTRON_BUILDER_7ZIP_PATH: archiver } : {}),
      },
      timeoutMs: LIMIT_MS,
    },
  )
  return { code, output: `${stdout}\n${stderr}` }
}

function platformName() {
  return process.platform === 'win32' ? 'win' : process.platform === 'darwin' ? 'mac' : 'linux'
}

/** The folder that holds the app: `linux-unpacked`, `win-unpacked`, `mac` and the like. */
async function unpackedName() {
  const folders = (await readdir(dist, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const name = folders.find((entry) => /^(?:linux|win|mac)/.test(entry.name))?.name
  if (!name) throw new Error('electron-builder has left no folder of the app')
  return process.platform === 'darwin' ? join(name, 'Postern.app') : name
}

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { packForNpm } from './package/npmPackage.mjs'
import { pack } from './package/pack.mjs'
import { isSigned, TARGETS } from './package/targets.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { root } from './setup/paths.mjs'
import { runTool, say, SetupError } from './setup/say.mjs'

// Names after the command choose among the forms that can be made on this system.
await runTool(async () => {
  const known = TARGETS[process.platform] ?? []
  const asked = process.argv.slice(2)
  const unknown = asked.find((name) => !['dir', 'npm', ...known].includes(name))
  if (unknown) {
    throw new SetupError(
      `${unknown} is no package that this computer can make.`,
      `name one or more of: ${['dir', 'npm', ...known].join(', ')}.`,
    )
  }
  await ensureDependencies()
  const dist = join(root, 'dist')
  const { electron, missed } = await pack(
    dist,
    known.filter((name) => asked.length === 0 || asked.includes(name)),
  )
  if (asked.length === 0 || asked.includes('npm')) await packForNpm(dist)
  say(
    `\nIn dist/, ${isSigned(process.env, process.platform) ? 'signed' : 'unsigned'}, with Electron ${electron}:`,
  )
  for (const name of (await readdir(dist)).filter((each) => !each.startsWith('builder-'))) say(`  ${name}`)
  if (missed.length > 0) say(`Not made:\n${missed.map((line) => `  ${line}`).join('\n')}`)
  // What was asked for by name must be there; of everything, what can be had.
  return asked.length > 0 && missed.length > 0 ? 1 : 0
})

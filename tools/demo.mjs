import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './build/ensureBuilt.mjs'
import { scenes } from './demo/scenes.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { drive } from './setup/drive.mjs'
import { root } from './setup/paths.mjs'
import { ensurePlatform } from './setup/platform.mjs'
import { runTool, say } from './setup/say.mjs'

const THEMES = /** @type {const} */ (['light', 'dark'])

await runTool(async () => {
  await ensureDependencies()
  await ensureBuilt()
  const platform = await ensurePlatform()
  const pictures = join(root, 'docs', 'pictures')
  const data = await mkdtemp(join(tmpdir(), 'postern-demo-'))
  const app = await drive(platform.electron, [root, ...platform.switches], {
    ...platform.env,
    POSTERN_DATA: data,
  })
  try {
    await mkdir(pictures, { recursive: true })
    const page = await app.firstWindow()
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor()
    for (const scene of scenes) {
      await scene.play(page)
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        await page.screenshot({ path: join(pictures, `${scene.name}-${theme}.png`) })
        say(`docs/pictures/${scene.name}-${theme}.png`)
      }
    }
    return 0
  } finally {
    await app.close()
    platform.close()
    await rm(data, { recursive: true, force: true })
  }
})

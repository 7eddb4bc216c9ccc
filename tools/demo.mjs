import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './build/ensureBuilt.mjs'
import { answerDialogs, live } from './demo/past.mjs'
import { acts } from './demo/scenes.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { drive } from './setup/drive.mjs'
import { root } from './setup/paths.mjs'
import { ensurePlatform } from './setup/platform.mjs'
import { runTool, say } from './setup/say.mjs'

const THEMES = /** @type {const} */ (['light', 'dark'])

/** Where nothing answers to the pointer. */
const ASIDE = { x: 1, y: 1 }

await runTool(async () => {
  await ensureDependencies()
  await ensureBuilt()
  const platform = await ensurePlatform()
  const pictures = join(root, 'docs', 'pictures')
  await mkdir(pictures, { recursive: true })
  try {
    for (const act of acts) await perform(act, platform, pictures)
    return 0
  } finally {
    platform.close()
  }
})

/**
 * @param {import('./demo/scenes.mjs').Act} act
 * @param {Awaited<ReturnType<typeof ensurePlatform>>} platform
 * @param {string} pictures
 */
async function perform({ past, scenes }, platform, pictures) {
  const data = await mkdtemp(join(tmpdir(), 'postern-demo-'))
  const start = {
    electron: platform.electron,
    args: [root, ...platform.switches],
    env: { ...platform.env, POSTERN_DATA: data },
  }
  try {
    if (past.length > 0) await live(start, past)
    const app = await drive(start.electron, start.args, start.env)
    try {
      const page = await app.firstWindow()
      await page.getByRole('button', { name: 'Send', exact: true }).waitFor()
      await answerDialogs(app)
      for (const scene of scenes) {
        await scene.play(page)
        await page.mouse.move(ASIDE.x, ASIDE.y)
        for (const theme of THEMES) {
          await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
          await page.screenshot({ path: join(pictures, `${scene.name}-${theme}.png`) })
          say(`docs/pictures/${scene.name}-${theme}.png`)
        }
      }
    } finally {
      await app.close()
    }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

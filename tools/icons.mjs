import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ICNS_TYPES, ICO_SIZES, packIcns, packIco } from './icons/containers.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { drive } from './setup/drive.mjs'
import { root } from './setup/paths.mjs'
import { ensurePlatform } from './setup/platform.mjs'
import { runTool, say } from './setup/say.mjs'

/** From here down the drawing for small sizes is used, whose lines lie on whole pixels. */
const SMALL = 16
/** What Linux desktops look for. */
const PNG_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]

// Draws build/icon.svg in all sizes, in Chromium, and packs them as each system wants them.
await runTool(async () => {
  await ensureDependencies()
  const platform = await ensurePlatform()
  const folder = join(root, 'build')
  const canvas = join(root, 'tools', 'icons', 'canvas.mjs')
  const app = await drive(platform.electron, [canvas, ...platform.switches], platform.env)
  try {
    const page = await app.firstWindow()
    /** @type {Map<number, Buffer>} */
    const pictures = new Map()
    for (const size of new Set([...PNG_SIZES, ...ICO_SIZES, ...ICNS_TYPES.map(([, each]) => each)])) {
      const svg = await readFile(join(folder, size <= SMALL ? 'icon-small.svg' : 'icon.svg'), 'base64')
      await page.setContent(
        `<body style="margin: 0"><img width="${size}" height="${size}" src="data:image/svg+xml;base64,${svg}">`,
      )
      const clip = { x: 0, y: 0, width: size, height: size }
      pictures.set(size, await page.screenshot({ clip, omitBackground: true, scale: 'css' }))
    }
    /** @param {number} size */
    const pictureOf = (size) => pictures.get(size) ?? Buffer.alloc(0)
    await mkdir(join(folder, 'icons'), { recursive: true })
    for (const size of PNG_SIZES)
      await writeFile(join(folder, 'icons', `${size}x${size}.png`), pictureOf(size))
    await writeFile(join(folder, 'icon.ico'), packIco(pictureOf))
    await writeFile(join(folder, 'icon.icns'), packIcns(pictureOf))
    say(`build/: ${PNG_SIZES.length} PNGs, icon.ico, icon.icns`)
    return 0
  } finally {
    await app.close()
    platform.close()
  }
})

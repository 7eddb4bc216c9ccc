import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { nodeParts } from '../../tools/build/parts.mjs'
import { install, type Installed } from './packagedApp.ts'

/** All but the headless tool, which is a package of its own. */
const bundles = Object.entries(nodeParts).flatMap(([name, { file }]) =>
  name === 'cli' ? [] : [{ name, file }],
)

/** All that the app brings along; what is in none of these rows has no business in the package. */
const IN_ARCHIVE = [
  /^package\.json$/,
  new RegExp(`^out/(?:${bundles.map(({ file }) => file.replace('.', '\\.')).join('|')}|main-[\\w-]+\\.js)$`),
  new RegExp(`^out/licences-(?:${bundles.map(({ name }) => name).join('|')})\\.txt$`),
  /^out\/renderer\/(?:index\.html|licences\.txt)$/,
  /^out\/renderer\/assets\/[\w.-]+\.(?:js|css|woff2)$/,
  /^node_modules\/@libsql\/[a-z\d-]+\/(?:package\.json|index\.node)$/,
]

/** Beside Electron's own files. */
const BESIDE = [
  /^resources\/(?:app\.asar|app-update\.yml)$/,
  /^resources\/app\.asar\.unpacked\/node_modules\/@libsql\/[a-z\d-]+\/(?:package\.json|index\.node)$/,
]

/** In the archive alone, for whoever unpacks it by hand. */
const FOR_ONE_USER = [
  /^(?:un)?install\.sh$/,
  /^README\.md$/,
  /^LICENSE\.txt$/,
  /^postern\.(?:png|desktop|xml)$/,
]

/** What Electron is made of on Linux. */
const RUNTIME = [
  /^postern$/,
  /^LICENSE\.electron\.txt$|^LICENSES\.chromium\.html$/,
  /^chrome-sandbox$|^chrome_crashpad_handler$/,
  /^(?:chrome_100_percent|chrome_200_percent|resources)\.pak$|^locales\/en-US\.pak$/,
  /^icudtl\.dat$|^(?:snapshot_blob|v8_context_snapshot)\.bin$/,
  /^lib(?:EGL|GLESv2|ffmpeg|vk_swiftshader)\.so$|^libvulkan\.so\.1$|^vk_swiftshader_icd\.json$/,
]

/** As they stand on the wire. */
const [OFF, ON] = [...'01'].map((digit) => digit.charCodeAt(0))

const isNoneOf = (rows: readonly RegExp[]) => (file: string) => !rows.some((row) => row.test(file))

describe('the package', () => {
  let installed: Installed
  let archive: string
  beforeAll(() => {
    installed = install()
    archive = join(installed.resources, 'app.asar')
  })
  afterAll(() => {
    installed.remove()
  })

  function filesBeside(): string[] {
    return readdirSync(installed.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(installed.path, join(parentPath, name)).replaceAll(sep, '/'))
  }

  function filesInArchive(): string[] {
    const names = listPackage(archive, { isPack: false }).map((name) => name.replaceAll(sep, '/').slice(1))
    return names.filter((name) => !names.some((other) => other.startsWith(`${name}/`)))
  }

  it('holds what the app needs, and no other file', () => {
    const files = filesInArchive()
    expect(files.filter(isNoneOf(IN_ARCHIVE))).toEqual([])
    for (const row of IN_ARCHIVE) expect(files.filter((file) => row.test(file))).not.toEqual([])
  })

  it.runIf(process.platform === 'linux')("has beside it Electron's own files, and no other", () => {
    const files = filesBeside()
    const rows = [...BESIDE, ...FOR_ONE_USER, ...RUNTIME]
    expect(files.filter(isNoneOf(rows))).toEqual([])
    for (const row of rows) expect(files.filter((file) => row.test(file))).not.toEqual([])
  })

  it('has one database driver, that of this machine', () => {
    const drivers = filesBeside().filter((file) => file.endsWith('.node'))
    expect(drivers).toHaveLength(1)
    expect(drivers[0]).toContain(`${process.platform}-${process.arch}`)
  })

  it('hands on the licences of what was built into it', () => {
    const licences = (name: string) => extractFile(archive, join('out', name)).toString()
    expect(licences('licences-main.txt')).toMatch(/^zod \d.*\n\nMIT License/m)
    expect(licences('renderer/licences.txt')).toMatch(/^@fontsource-variable\/inter \d/m)
    expect(licences('renderer/licences.txt')).toContain('SIL Open Font License')
  })

  it('says which version it is, and names no script', () => {
    const inside: unknown = JSON.parse(extractFile(archive, 'package.json').toString())
    expect(inside).toMatchObject({ name: 'postern', version: packageJson.version, main: 'out/main.js' })
    expect(inside).not.toHaveProperty('devDependencies')
    expect(inside).not.toHaveProperty('scripts')
  })

  it('has the fuses set', async () => {
    const wire = await getCurrentFuseWire(installed.program)
    expect(wire).toMatchObject({
      [FuseV1Options.RunAsNode]: OFF,
      [FuseV1Options.EnableCookieEncryption]: ON,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: OFF,
      [FuseV1Options.EnableNodeCliInspectArguments]: OFF,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ON,
      [FuseV1Options.OnlyLoadAppFromAsar]: ON,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: OFF,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: OFF,
    })
  })
})

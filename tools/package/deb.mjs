import { chmod, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../setup/paths.mjs'
import { run } from '../setup/run.mjs'

const ARCHITECTURES = /** @type {Partial<Record<string, string>>} */ ({ x64: 'amd64', arm64: 'arm64' })
/** Where in the package the app lies. */
const FOLDER = 'opt/Postern'

/** The libraries that the app is linked against, and what it calls: the keyring, and the browser for links. */
const DEPENDS = [
  // On newer systems the old name would also be that of another sound system.
  'libasound2t64 | libasound2',
  ...['libatk-bridge2.0-0', 'libatk1.0-0', 'libatspi2.0-0', 'libc6', 'libcairo2', 'libcups2', 'libdbus-1-3'],
  ...['libdrm2', 'libexpat1', 'libgbm1', 'libgcc-s1', 'libglib2.0-0', 'libgtk-3-0', 'libnspr4', 'libnss3'],
  ...['libpango-1.0-0', 'libudev1', 'libx11-6', 'libxcb1', 'libxcomposite1', 'libxdamage1', 'libxext6'],
  ...['libxfixes3', 'libxkbcommon0', 'libxrandr2', 'libsecret-1-0', 'xdg-utils'],
]

/**
 * Makes a package for Debian and Ubuntu with the system's own tool.
 * @param {string} app folder of the app
 * @param {string} output folder
 * @param {string} compression 1 to 9
 * @returns {Promise<string | null>} why it failed
 */
export async function makeDeb(app, output, compression) {
  const { version, author, homepage, description } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  )
  const { GITHUB_SERVER_URL: forge, GITHUB_REPOSITORY: repository } = process.env
  // A checkout does not know where it will be published; the forge that releases it does.
  const place = homepage ?? (repository ? `${forge}/${repository}` : null)
  const architecture = ARCHITECTURES[process.arch]
  if (!architecture) return `Debian has no name for the processor ${process.arch}`
  const tree = join(output, 'deb')
  await rm(tree, { recursive: true, force: true })
  await layFiles(app, tree)
  const control = {
    Package: 'postern',
    // Debian sorts what follows a tilde before the release, as semantic versions have it.
    Version: version.replace('-', '~'),
    Architecture: architecture,
    Maintainer: `${author} <postern@localhost>`,
    ...(place ? { Homepage: place } : {}),
    'Installed-Size': await sizeInKb(tree),
    Section: 'devel',
    Priority: 'optional',
    Depends: DEPENDS.join(', '),
    Recommends: 'libnotify4',
    Description: `desktop app for developers who use the Guardhouse API\n ${description}`,
  }
  const lines = Object.entries(control).map(([name, value]) => `${name}: ${value}\n`)
  await writeFile(join(tree, 'DEBIAN/control'), lines.join(''))
  const file = join(output, `Postern-${version}-linux-${architecture}-unsigned.deb`)
  const { code, stderr } = await run('dpkg-deb', [
    '--root-owner-group',
    // At its quick levels xz still takes ten times as long as gzip.
    `-Z${Number(compression) < 5 ? 'gzip' : 'xz'}`,
    `-z${compression}`,
    '--build',
    tree,
    file,
  ])
  await rm(tree, { recursive: true })
  return code === 0 ? null : code === 127 ? 'the program dpkg-deb of Debian is not here' : stderr.trim()
}

/**
 * @param {string} app
 * @param {string} tree
 */
async function layFiles(app, tree) {
  const linux = join(root, 'tools/package/linux')
  await cp(app, join(tree, FOLDER), { recursive: true, verbatimSymlinks: true })
  /** @type {[from: string, to: string][]} */
  const files = [
    [join(linux, 'apparmor-profile'), `${FOLDER}/resources/apparmor-profile`],
    [join(linux, 'postern.desktop'), 'usr/share/applications/postern.desktop'],
    [join(linux, 'postern.xml'), 'usr/share/mime/packages/postern.xml'],
    [join(root, 'LICENSE'), 'usr/share/doc/postern/copyright'],
    [join(linux, 'postinst'), 'DEBIAN/postinst'],
    [join(linux, 'postrm'), 'DEBIAN/postrm'],
  ]
  for (const icon of await readdir(join(root, 'build/icons')))
    files.push([
      join(root, 'build/icons', icon),
      `usr/share/icons/hicolor/${icon.replace('.png', '')}/apps/postern.png`,
    ])
  for (const [from, to] of files) await cp(from, join(tree, to))
  await mkdir(join(tree, 'usr/bin'))
  await symlink(`/${FOLDER}/postern`, join(tree, 'usr/bin/postern'))
  // Whoever has this checkout for himself alone still makes a package for all.
  await run('chmod', ['-R', 'u=rwX,go=rX', tree])
  // Chromium's way into its sandbox where no profile of AppArmor and no setting allows it user namespaces.
  await chmod(join(tree, FOLDER, 'chrome-sandbox'), 0o4755)
}

/** @param {string} folder */
async function sizeInKb(folder) {
  const { stdout } = await run('du', ['-sk', folder])
  return parseInt(stdout, 10)
}

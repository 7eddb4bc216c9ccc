import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { untilDriven } from '../../tools/setup/drive.mjs'
import { electronPath, launchArguments, projectFolder, startPostern, type Postern } from './postern.ts'

const NOBODY = 65_534

/** What the app needs of the project, beside Electron. */
const PARTS = ['package.json', 'out', ...['libsql', '@libsql', '@neon-rs', 'detect-libc'].map(inModules)]

function inModules(name: string): string {
  return join('node_modules', name)
}

/** As root, a start as an ordinary user, of copies that such a user can read. */
function asOrdinaryUser(folder: string): { program: string; args: string[]; first: string } {
  if (process.getuid?.() !== 0)
    return { program: electronPath(), args: launchArguments(), first: untilDriven }
  chmodSync(folder, 0o755)
  const app = join(folder, 'app')
  for (const part of PARTS) cpSync(join(projectFolder, part), join(app, part), { recursive: true })
  const first = join(folder, basename(untilDriven))
  cpSync(untilDriven, first)
  const runtime = join(folder, 'electron')
  // Links where the file system allows, since the runtime is large.
  try {
    execFileSync('cp', ['-al', dirname(electronPath()), runtime], { stdio: 'ignore' })
  } catch {
    cpSync(dirname(electronPath()), runtime, { recursive: true })
  }
  const program = join(folder, 'start.sh')
  const electron = join(runtime, basename(electronPath()))
  const become = `setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups`
  writeFileSync(program, `#!/bin/sh\nexec ${become} '${electron}' "$@"\n`, { mode: 0o755 })
  return { program, args: [app], first }
}

function statusOf(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n')
  return Object.fromEntries(lines.map((line) => line.split(/:\s+/, 2)))
}

describe('for an ordinary user', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-user-'))
  const data = join(folder, 'data')
  let postern: Postern

  beforeAll(async () => {
    const start = asOrdinaryUser(folder)
    execFileSync('mkdir', ['-p', data, join(folder, 'home')])
    if (process.getuid?.() === 0) execFileSync('chown', ['-R', `${NOBODY}`, data, join(folder, 'home')])
    const env = { HOME: join(folder, 'home'), XDG_RUNTIME_DIR: join(folder, 'home'), XDG_CONFIG_HOME: '' }
    postern = await startPostern(data, { ...start, env })
  })

  afterAll(async () => {
    await postern.quit()
    rmSync(folder, { recursive: true, force: true })
  })

  it("the page's process is in Chromium's sandbox", async () => {
    const { renderers, switches } = await postern.app.evaluate(({ app, BrowserWindow }) => ({
      renderers: BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getOSProcessId()),
      switches: ['no-sandbox', 'disable-gpu-sandbox', 'disable-setuid-sandbox'].filter((name) =>
        app.commandLine.hasSwitch(name),
      ),
    }))
    expect(switches).toEqual([])
    expect(renderers).toHaveLength(1)
    for (const pid of renderers) {
      const status = statusOf(pid)
      // 2 is a filter of system calls; and no right can be gained that the process lacks.
      expect(status).toMatchObject({ Seccomp: '2', NoNewPrivs: '1' })
      expect(status['Uid']?.split('\t')[0]).not.toBe('0')
      expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('--no-sandbox')
    }
  })

  it('the app works there, and what it writes is for that user alone', async () => {
    await postern.send({ target: '/api/external/sites' })
    await postern.headline.filter({ hasText: /sites/ }).waitFor()
    const open = readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => (statSync(path).mode & 0o077) !== 0)
    expect(open).toEqual([])
  })
})

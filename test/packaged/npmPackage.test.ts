import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchangeSchema } from '../../app/contract/exchange.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { install, reportOf, start } from './packagedApp.ts'

const run = promisify(execFile)

describe('the headless tool, installed by npm in an empty folder, without a home', () => {
  let folder: string
  let home: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'postern-npm-'))
    home = join(folder, 'home')
    mkdirSync(home)
    // Where npm fetches from, and what it has fetched before, is the machine's affair; all else is empty.
    const setting = (name: string) =>
      execFileSync('npm', ['config', 'get', name], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim()
    const npm = {
      npm_config_registry: setting('registry'),
      npm_config_cache: setting('cache'),
      npm_config_prefer_offline: 'true',
    }
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', tarball()], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: home, ...npm },
      stdio: 'pipe',
    })
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  function tarball(): string {
    const dist = dirname(process.env.POSTERN_PACKAGE ?? '')
    const name = readdirSync(dist).find((each) => each.endsWith('.tgz'))
    if (!name) throw new Error(`There is no npm package in ${dist}`)
    return join(dist, name)
  }

  /** As a user types it, through the link that npm has made. */
  function postern(...args: string[]) {
    return run(join(folder, 'node_modules', '.bin', 'postern'), args, {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: home },
    })
  }

  it('is a few files, and brings the driver of one C library', () => {
    const own = join(folder, 'node_modules', 'postern')
    const files = readdirSync(own, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
    expect(files.sort()).toEqual([
      'LICENSE',
      'README.md',
      'captureWorker.js',
      'cli-mcp.js',
      'cli-sendOnce.js',
      'cli.js',
      'historyWorker.js',
      'licences-captureWorker.txt',
      'licences-cli.txt',
      'licences-historyWorker.txt',
      'package.json',
      'postern.cjs',
    ])
    expect(JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'))).toMatchObject({
      version: packageJson.version,
    })
    expect(
      readdirSync(join(folder, 'node_modules'))
        .filter((name) => !name.startsWith('.'))
        .sort(),
    ).toEqual(['@libsql', 'postern'])
    expect(readdirSync(join(folder, 'node_modules', '@libsql'))).toHaveLength(1)
  })

  it('says which driver is missing, and how to install it', async () => {
    await postern('send', 'GET', '/api/external/sites', '--keep')
    const drivers = join(folder, 'node_modules', '@libsql')
    const [name = ''] = readdirSync(drivers)
    renameSync(join(drivers, name), join(folder, name))
    try {
      await expect(postern('history')).rejects.toMatchObject({
        code: 4,
        stdout: '',
        stderr: [
          `postern history: Postern cannot start the history: npm has not installed @libsql/${name}, its database driver for this system.`,
          `Run: npm install @libsql/${name}`,
          '',
        ].join('\n'),
      })
    } finally {
      renameSync(join(folder, name), join(drivers, name))
    }
  })

  it('names a Node that is too old, and does nothing else', async () => {
    const manifest = join(folder, 'node_modules', 'postern', 'package.json')
    const text = readFileSync(manifest, 'utf8')
    writeFileSync(manifest, text.replace(packageJson.engines.node, '>=99.1.0'))
    try {
      await expect(postern('send', 'GET', '/api/external/sites', '--keep')).rejects.toMatchObject({
        code: 2,
        stdout: '',
        stderr: `postern: Node.js ${process.versions.node} is too old. Install Node.js 99.1 or later, then run the command again.\n`,
      })
    } finally {
      writeFileSync(manifest, text)
    }
  })

  it('explains an answer', async () => {
    const answer = join(folder, 'response.json')
    writeFileSync(
      answer,
      '{"status":{"code":403,"errorMessage":"No"},"data":null,"count":null,"message":"No","errors":[]}',
    )
    const { stdout } = await postern('explain', answer, '--status', '403', '--json').catch(
      (error: { stdout: string }) => error,
    )
    expect(JSON.parse(stdout)).toMatchObject({ diagnosis: { retry: { helps: 'no' } } })
  })

  it('serves its tools to a coding agent', async () => {
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }
    const host = spawn(join(folder, 'node_modules', '.bin', 'postern'), ['mcp'], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: home },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    host.stdin.write(`${JSON.stringify(list)}\n`)
    const [line] = (await once(createInterface({ input: host.stdout }), 'line')) as [string]
    expect(line).toContain('search_history')
    host.stdin.end()
    expect(await once(host, 'exit')).toEqual([0, null])
  })

  it('sends a request to a sandbox of its own, keeps it, and finds it again', async () => {
    const { stdout } = await postern('send', 'GET', '/api/external/sites', '--keep', '--json')
    const { id, outcome } = exchangeSchema.parse(JSON.parse(stdout))
    expect(outcome).toBe('success')
    expect((await postern('history')).stdout).toContain(id)
  })

  it('reads what the installed app has kept, in the folder where that keeps it by itself', async () => {
    const installed = install()
    try {
      // As the user of the app, who need not be the user of this test, has it.
      const report = reportOf(await start(installed, ''))
      expect(report).toMatchObject({ outcome: 'success', exchanges: 1 })
      const { stdout } = await run(join(folder, 'node_modules', '.bin', 'postern'), ['history', '--json'], {
        env: { PATH: process.env.PATH, HOME: installed.home },
      })
      expect(stdout).toContain('/api/external/sites')
    } finally {
      installed.remove()
    }
  })
})

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'
import { startServer } from '../../fixtures/localServer.ts'
import { SECRET, signed } from '../webhooks/receiving.ts'

const root = join(import.meta.dirname, '../../..')
const guide = readFileSync(join(root, 'docs/guide.md'), 'utf8')
const [, chapter = ''] = /^## Receive webhooks\n([^]*?)^## /m.exec(guide) ?? []
const blocks = [...chapter.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, text = '']) => text.trim().split('\n'))

it('the commands of the chapter on webhooks run as they are written there', async () => {
  await ensureBuilt(['historyWorker', 'cli'])
  const cwd = mkdtempSync(join(tmpdir(), 'postern-guide-'))
  let status = 500
  const program = await startServer((_, response) => response.writeHead(status).end())
  onTestFinished(() => {
    void program.close()
    rmSync(cwd, { recursive: true })
  })
  const body = Buffer.from('{"event":"approve","eventType":"timesheet"}')
  const head = signed(body).map(([name, value]) => `${name}: ${value}`)
  writeFileSync(join(cwd, 'delivery.http'), `POST / HTTP/1.1\n${head.join('\n')}\n\n${body.toString()}`)
  const env = { ...process.env, POSTERN_DATA: join(cwd, 'data'), POSTERN_WEBHOOK_SECRET: SECRET.value }
  /** Ports of its own: another program may have those of the guide. */
  const argsOf = (line: string) => line.replace('http://127.0.0.1:3000', program.url).split(' ').slice(1)

  const [[listen = ''] = [], lines = [], sends = []] = blocks
  expect([lines.length, sends.length]).toEqual([8, 2])
  const listener = spawn(process.execPath, [join(root, 'out/cli.js'), ...argsOf(listen), '--port', '0'], {
    cwd,
    env,
  })
  onTestFinished(() => void listener.kill('SIGKILL'))
  const [said] = (await once(listener.stdout, 'data')) as [Buffer]
  const url = /on (http:\S+) and forwards/.exec(said.toString())?.[1] ?? ''

  const run = (line: string) =>
    new Promise<{ code: number; stdout: string }>((resolve) => {
      const more = line.includes('simulate') ? ['--to', url] : []
      const args = [
        join(root, 'out/cli.js'),
        ...argsOf(line).map((word) => word.replaceAll('"', '')),
        ...more,
      ]
      execFile(process.execPath, args, { cwd, env }, (error, stdout) =>
        resolve({ code: error ? Number(error.code) : 0, stdout }),
      )
    })
  for (const line of lines) {
    if (line.includes('replay')) status = 200
    const { code, stdout } = await run(line)
    expect({ line, code }).toEqual({ line, code: 0 })
    if (line.includes('history')) expect(stdout.trim().split('\n').length).toBeGreaterThan(1)
    if (line.includes('replay')) expect(stdout).toContain('500 → 200  fixed')
    if (line.includes('verify')) expect(stdout).toContain('valid')
  }
  for (const line of sends) expect(await run(line)).toMatchObject({ code: 0 })
}, 120_000)

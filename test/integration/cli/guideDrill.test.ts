import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'

const root = join(import.meta.dirname, '../../..')
const guide = readFileSync(join(root, 'docs/guide.md'), 'utf8')
const [, drill = ''] = /^- run: (postern run .*)$/m.exec(guide) ?? []

const CLIENT = `
  const base = process.env.BASE
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ apiKey: 'sandbox-site-7' })
  const asked = await fetch(base + '/api/token/request', { method: 'POST', headers, body })
  const { data } = await asked.json()
  await fetch(base + '/api/external/sites', { headers: { authorization: 'Bearer ' + data.token } })`

it('the steps that the guide shows for CI run a drill, and write its reports', async () => {
  await ensureBuilt(['historyWorker', 'captureWorker', 'cli'])
  const cwd = mkdtempSync(join(tmpdir(), 'postern-ci-'))
  onTestFinished(() => {
    rmSync(cwd, { recursive: true })
  })
  // One that pauses would be held to its pauses, which a busy computer makes longer.
  writeFileSync(join(cwd, 'client.mjs'), CLIENT)
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ scripts: { test: 'node client.mjs' } }))
  const [, ...args] = drill.split(' ')
  expect(args.slice(-2)).toEqual(['npm', 'test'])
  const { stderr } = await promisify(execFile)(process.execPath, [join(root, 'out/cli.js'), ...args], {
    cwd,
    env: { ...process.env, POSTERN_DATA: join(cwd, 'data') },
  })
  expect(stderr).toContain('slow (11 of 11)')
  expect(readFileSync(join(cwd, 'report.xml'), 'utf8')).toContain('<testcase')
  expect(readFileSync(join(cwd, 'report.md'), 'utf8')).toContain('called-in-full-window')
}, 120_000)

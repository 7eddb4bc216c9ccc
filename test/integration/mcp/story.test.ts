import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'
import { connect, dataFolder, tool } from './server.ts'

beforeAll(() => ensureBuilt(['historyWorker', 'captureWorker', 'cli']), 120_000)

const CLIENT = `
const base = process.env.BASE
const headers = { 'content-type': 'application/json' }
const body = JSON.stringify({ apiKey: 'sandbox-site-7' })
const { data } = await (await fetch(base + '/api/token/request', { method: 'POST', headers, body })).json()
const get = () => fetch(base + '/api/external/sites?customerId=1099', { headers: { authorization: 'Bearer ' + data.token } })
let response = await get()
for (let time = 1; !response.ok && time <= 2; time += 1) response = await get()
`

/** Runs the tool as a developer does; gives its exit code. */
function postern(folder: string, ...args: string[]): Promise<{ code: number; stderr: string }> {
  const env = { PATH: process.env.PATH, POSTERN_DATA: folder }
  return new Promise((resolve) => {
    execFile(process.execPath, [tool, ...args], { env, cwd: folder }, (error, _stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr })
    })
  })
}

it('an agent finds what failed, learns why, mends the client, and its run is kept', async () => {
  const folder = dataFolder()
  const source = join(folder, 'client.mjs')
  writeFileSync(source, CLIENT)
  const run = ['run', '--to', 'sandbox', '--env', 'BASE', '--keep', '--check', '--', 'node', 'client.mjs']
  expect((await postern(folder, ...run)).code).toBe(1)

  const agent = await connect(folder)
  const found = await agent.call('search_history', { query: 'source:capture outcome:failed', limit: 5 })
  const [id = ''] = /\b[0-9A-Z]{26}\b/.exec(JSON.stringify(found.answer.untrusted)) ?? []
  const { answer: why } = await agent.call('get_exchange', { id })
  expect(why).toMatchObject({ status: 403, retry: 'No', endpoint: 'GET /api/external/sites' })

  const { answer: report } = await agent.call('check_integration')
  expect(report).toMatchObject({ result: 'broken', broken: [{ rule: 'retried-forbidden' }] })
  const { answer: rule } = await agent.call('describe_api', { finding: 'retried-forbidden' })
  expect(rule).toMatchObject({ rule: { says: expect.stringContaining('do not retry') } })
  const { answer: response } = await agent.call('get_exchange', { id, part: 'response' })
  const { body } = response.untrusted as { body: string }
  const request = 'GET /api/external/sites?customerId=1099'
  expect((await agent.call('explain', { body, status: 403, request })).answer).toMatchObject({ retry: 'No' })

  // What the rule asks for: stop at a 403.
  const mended = readFileSync(source, 'utf8').replace('!response.ok &&', 'response.status >= 500 &&')
  expect(mended).not.toBe(CLIENT)
  writeFileSync(source, mended)
  expect((await postern(folder, ...run)).code).toBe(0)
  expect((await agent.call('check_integration')).answer).toMatchObject({ result: 'kept' })
}, 120_000)

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { reportSchema, RULES, SCENARIOS, type Report, type Rule } from '../../../app/contract/check.ts'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'

const tool = join(import.meta.dirname, '../../../out/cli.js')
const folder = mkdtempSync(join(tmpdir(), 'postern-drill-'))
beforeAll(() => ensureBuilt(['historyWorker', 'captureWorker', 'cli']), 120_000)
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const newFile = (ending: string) => join(folder, `${randomBytes(4).toString('hex')}.${ending}`)

function start(args: string[]) {
  const env = { ...process.env, POSTERN_DATA: join(folder, 'data') }
  const child = spawn(process.execPath, [tool, 'run', ...args], { env, timeout: 60_000 })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, ...output }))
  onTestFinished(() => void child.kill('SIGKILL'))
  async function printed(text: string): Promise<void> {
    while (!output.stdout.includes(text)) await once(child.stdout, 'data')
  }
  return { child, ended, printed }
}

const postern = (args: string[]) => start(args).ended

function program(source: string): string[] {
  const file = newFile('mjs')
  writeFileSync(file, source)
  return ['--', process.execPath, file]
}

/** Has `base`, `token` and `get`. Its ways to fail are its own. */
const CALLING = `
  const base = process.env.POSTERN_CAPTURE_URL
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ apiKey: 'sandbox-site-7' })
  const asked = await fetch(base + '/api/token/request', { method: 'POST', headers, body })
  const { data: { token } } = await asked.json()
  const get = () => fetch(base + '/api/external/sites', { headers: { authorization: 'Bearer ' + token } })`

const ONCE = program(`${CALLING}
  console.log(process.env.POSTERN_SCENARIO, process.env.POSTERN_SPEED, (await get()).status)`)
const TWICE_AT_403 = program(`${CALLING}
  if ((await get()).status === 403) await get()`)

function verdicts(report: Report, verdict: string): Rule[] {
  return report.rules.filter((rule) => rule.verdict === verdict).map(({ rule }) => rule)
}

const reportIn = (file: string) => reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
const DRILL = ['--to', 'sandbox', '--drill', '--speed', '10']

describe('postern run --drill', () => {
  it('starts the program once a scenario, and says what it saw', async () => {
    const [json, xml] = [newFile('json'), newFile('xml')]
    const chosen = ['--scenario', '429', '--scenario', '403']
    const { code, stdout, stderr } = await postern([
      ...DRILL,
      ...chosen,
      '--report',
      json,
      '--report',
      xml,
      ...ONCE,
    ])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '403 10 403\n429 10 429\n' })
    expect(stderr).toMatch(/^403 \(1 of 2\): .*\n {2}The program sent 2 requests and ended with 0 after /)
    expect(stderr).toContain(`Report: ${xml}\n`)
    const report = reportIn(json)
    expect(report).toMatchObject({ calls: 4, result: 'kept' })
    expect(verdicts(report, 'kept')).toEqual(
      expect.arrayContaining(['retried-forbidden', 'called-in-full-window']),
    )
    expect(readFileSync(xml, 'utf8')).toContain('<testsuite')
  })

  it('ends with 1 where a rule is broken, whatever the program ends with', async () => {
    const json = newFile('json')
    const { code, stderr } = await postern([...DRILL, '--scenario', '403', '--report', json, ...TWICE_AT_403])
    expect(code).toBe(1)
    expect(verdicts(reportIn(json), 'broken')).toEqual(['retried-forbidden'])
    expect(stderr).toContain('retried-forbidden')
  })

  it('does not count that the program itself fails', async () => {
    const failing = program(`${CALLING}
      if ((await get()).status === 403) process.exitCode = 9`)
    const { code, stderr } = await postern([...DRILL, '--scenario', '403', ...failing])
    expect(code).toBe(0)
    expect(stderr).toContain('ended with 9')
  })

  it('ends with 3 after the first scenario where the program sends nothing', async () => {
    const { code, stderr } = await postern([...DRILL, ...program('console.log("idle")')])
    expect(code).toBe(3)
    expect(stderr).toContain('Postern stopped after 1 scenario of 11.')
    expect(stderr).toContain('base URL')
  })

  it('ends a program that hangs, and with 124', async () => {
    const hanging = program(`${CALLING}
      await get()
      setInterval(() => undefined, 1000)`)
    const { code, stderr } = await postern([...DRILL, '--scenario', '403', '--timeout', '6s', ...hanging])
    expect(code).toBe(124)
    expect(stderr).toContain('did not end within')
  })

  // Windows ends a process where others are sent a signal.
  it.skipIf(process.platform === 'win32')(
    'says at Ctrl+C what it saw so far, and ends the program',
    async () => {
      const json = newFile('json')
      const waiting = program(`${CALLING}
      await get()
      if (process.env.POSTERN_SCENARIO === 'revoked') {
        console.log('waiting')
        setInterval(() => undefined, 1000)
      }`)
      const run = start([...DRILL, '--report', json, ...waiting])
      await run.printed('waiting')
      run.child.kill('SIGINT')
      const { code, stderr } = await run.ended
      expect(code).toBe(130)
      expect(stderr).toContain('Postern stopped after 2 scenarios of 11.')
      expect(reportIn(json).calls).toBe(4)
    },
  )

  it('lets two drills run side by side', async () => {
    const ends = await Promise.all([1, 2].map(() => postern([...DRILL, '--scenario', '403', ...ONCE])))
    expect(ends.map(({ code, stdout }) => ({ code, stdout }))).toEqual([
      { code: 0, stdout: '403 10 403\n' },
      { code: 0, stdout: '403 10 403\n' },
    ])
  })

  it('lists the scenarios with the rules that each shows', async () => {
    const { code, stdout } = await postern(['--drill', '--list'])
    expect(code).toBe(0)
    for (const name of SCENARIOS) expect(stdout).toMatch(new RegExp(`^${name} +\\S.*\\.\n +Shows [a-z]`, 'm'))
    for (const rule of RULES) expect(stdout).toContain(rule)
  })
})

describe('postern run --check', () => {
  const FAULT = ['--to', 'sandbox', '--fault', 'status=403']

  it('ends with 1 where a rule is broken, and with the code of the program where that fails', async () => {
    const json = newFile('json')
    const broken = await postern([...FAULT, '--check', '--report', json, ...TWICE_AT_403])
    expect(broken.code).toBe(1)
    expect(broken.stderr).toContain('Postern captured 3 requests: 1 failed.')
    expect(verdicts(reportIn(json), 'broken')).toEqual(['retried-forbidden'])
    const failing = program(`${CALLING}
      await get(); await get(); process.exitCode = 7`)
    expect((await postern([...FAULT, '--check', ...failing])).code).toBe(7)
  })

  it('ends with 0 where no rule is broken, and with 3 where nothing was sent', async () => {
    expect((await postern([...FAULT, '--check', ...ONCE])).code).toBe(0)
    const { code, stderr } = await postern([...FAULT, '--check', ...program('')])
    expect(code).toBe(3)
    expect(stderr).toContain('Postern captured no request.')
  })

  it('takes what is declared safe to send twice', async () => {
    const posting = program(`
      const send = () => fetch(process.env.POSTERN_CAPTURE_URL + '/api/external/sites', { method: 'POST', body: 'x' })
      await send()
      await new Promise((resolve) => setTimeout(resolve, 700))
      await send()`)
    const args = ['--to', 'sandbox', '--fault', 'status=500', '--check']
    const [json, other] = [newFile('json'), newFile('json')]
    await postern([...args, '--report', json, ...posting])
    expect(verdicts(reportIn(json), 'broken')).toEqual(['repeated-unsafe'])
    const idempotent = ['--idempotent', 'POST /api/external/sites']
    await postern([...args, ...idempotent, '--report', other, ...posting])
    expect(verdicts(reportIn(other), 'broken')).toEqual([])
  })
})

describe('what cannot be done is said before the program starts', () => {
  const BEGAN = program('console.log("began")')

  it.each([
    [
      'a scenario that is none',
      ['--drill', '--scenario', 'expired-tokn'],
      /Did you mean expired-token\?.*slow/,
    ],
    ['a speed that is none', ['--drill', '--speed', '7'], /--speed takes one of 1, 2, /],
    ['a drill elsewhere', ['--drill', '--to', 'guardhouse-au'], /Write --to sandbox/],
    ['faults in a drill', ['--drill', '--fault', 'hang'], /Leave out --fault/],
    ['a scenario without a drill', ['--scenario', '403'], /--scenario is for a drill\. Add --drill\./],
    ['a list without a drill', ['--list'], /--list is for a drill/],
    ['a report in no form', ['--to', 'sandbox', '--report', 'report.pdf'], /ends with .*\.xml/],
    [
      'a report in no folder',
      ['--to', 'sandbox', '--report', '/no-such-folder/a.xml'],
      /cannot write the report/,
    ],
    ['a time that is none', ['--to', 'sandbox', '--timeout', 'soon'], /--timeout takes a duration/],
  ])('%s', async (_, args, said) => {
    const { code, stdout, stderr } = await postern([...args, ...BEGAN])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(said)
  })

  it('a report in the place of a folder', async () => {
    const { code, stdout } = await postern(['--to', 'sandbox', '--report', `${folder}/.`, ...BEGAN])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it('a program that is not there, and no report is left', async () => {
    const xml = newFile('xml')
    const { code, stderr } = await postern([...DRILL, '--report', xml, '--', 'no-such-program'])
    expect(code).toBe(2)
    expect(stderr).toContain('found no program "no-such-program"')
    expect(existsSync(xml)).toBe(false)
  })
})

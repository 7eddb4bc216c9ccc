import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  RULES,
  reportSchema,
  SCENARIOS,
  type Rule,
  type RuleVerdict,
  type Scenario,
} from '../../app/contract/check.ts'
import { exchangeSchema, type Exchange } from '../../app/contract/exchange.ts'
import { ensureBuilt } from '../../tools/build/ensureBuilt.mjs'
import answers from './answers.json' with { type: 'json' }

const root = join(import.meta.dirname, '../..')
const tool = join(root, 'out/cli.js')
const folder = mkdtempSync(join(tmpdir(), 'postern-specimens-'))
beforeAll(() => ensureBuilt(['historyWorker', 'captureWorker', 'cli']), 120_000)
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function has(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** How each language is started, and whether it is there. */
const LANGUAGES: Record<string, { isThere: boolean; command: (file: string) => string[] }> = {
  mjs: { isThere: true, command: (file) => [process.execPath, file] },
  py: { isThere: has('python3', '-c', 'import requests'), command: (file) => ['python3', file] },
  sh: { isThere: has('sh', '-c', 'curl --version'), command: (file) => ['sh', file] },
  java: {
    isThere: has('javac', '-version'),
    command(file) {
      execFileSync('javac', ['-d', folder, file])
      return ['java', '-XX:TieredStopAtLevel=1', '-cp', folder, basename(file, '.java')]
    },
  },
}

/** The command is slow where other work is in progress, so that growing pauses are looked at in full length. */
const DRILLS: readonly { speed: number; scenarios: readonly Scenario[] }[] = [
  { speed: 5, scenarios: SCENARIOS.filter((name) => name !== '500-twice') },
  { speed: 1, scenarios: ['500-twice'] },
]

interface Found {
  /** Rules that each scenario has shown as broken. */
  broken: Partial<Record<Scenario, Rule[]>>
  kept: Rule[]
}

async function drilled(file: string): Promise<Found[]> {
  const command = LANGUAGES[endingOf(file)]?.command(join(root, file)) ?? []
  const found: Found[] = []
  for (const { speed, scenarios } of DRILLS) {
    const [calls, report] = [join(folder, `${basename(file)}.jsonl`), join(folder, `${basename(file)}.json`)]
    const chosen = scenarios.flatMap((name) => ['--scenario', name])
    const files = ['--json', calls, '--report', report, '--env', 'BASE']
    await promisify(execFile)(
      process.execPath,
      [tool, 'run', '--drill', '--speed', String(speed), ...chosen, ...files, '--', ...command],
      { env: { ...process.env, POSTERN_DATA: join(folder, 'data') } },
    ).catch(({ code, stderr }: { code: number; stderr: string }) => {
      // That something is broken.
      expect(code, stderr).toBe(1)
    })
    const { rules } = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')))
    found.push({
      broken: brokenIn(rules, exchangesIn(calls), scenarios),
      kept: rules.filter(({ verdict }) => verdict === 'kept').map(({ rule }) => rule),
    })
  }
  return found
}

const endingOf = (file: string): string => file.split('.').at(-1) ?? ''

const exchangesIn = (file: string): Exchange[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : exchangeSchema.parse(JSON.parse(line))))

/** Each scenario is a run of its own, in their order. */
function brokenIn(
  rules: readonly RuleVerdict[],
  exchanges: readonly Exchange[],
  scenarios: readonly Scenario[],
): Found['broken'] {
  const runOf = new Map(exchanges.map(({ id, client }) => [id, client?.run ?? '']))
  const runs = [...new Set(runOf.values())].toSorted()
  return Object.fromEntries(
    scenarios.flatMap((scenario, at) => {
      const broken = rules.filter(({ evidence }) =>
        evidence.some(({ exchange }) => runOf.get(exchange) === runs[at]),
      )
      return broken.length === 0 ? [] : [[scenario, broken.map(({ rule }) => rule)]]
    }),
  )
}

const inOrder = (names: readonly string[]): Rule[] =>
  RULES.filter((rule) => names.some((name) => name === rule))

describe.concurrent('what Postern finds of a program is right', () => {
  for (const [file, answer] of Object.entries(answers)) {
    const isThere = LANGUAGES[endingOf(file)]?.isThere ?? false
    it.runIf(isThere)(file, { timeout: 300_000 }, async () => {
      const found = await drilled(file)
      const broken = Object.fromEntries(
        Object.entries(answer.broken).map(([scenario, names]) => [scenario, inOrder(names)]),
      )
      expect(Object.assign({}, ...found.map((each) => each.broken))).toEqual(broken)
      const kept = found.flatMap((each) => each.kept)
      expect(answer.kept.filter((rule) => !kept.some((each) => each === rule))).toEqual([])
    })
  }
})

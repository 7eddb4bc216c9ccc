import { beforeEach, expect, it } from 'vitest'
import { SCENARIOS } from '../../../app/contract/check.ts'
import { PosternError } from '../../../app/contract/errors.ts'
import { jobSchema, type Job, type JobOf } from '../../../app/contract/job.ts'
import { createDrills, type DrillOrder, type DrillStart } from '../../../app/jobs/drill.ts'
import { createJobs, type Jobs } from '../../../app/jobs/jobs.ts'
import type { ProgramEnd } from '../../../app/programs/programStart.ts'

const ORDER: DrillOrder = {
  command: ['node', 'my client.mjs', 'secret'],
  folder: '/home/me',
  variables: ['POSTERN_CAPTURE_URL'],
  scenarios: ['403', '429'],
  speed: 10,
}

let told: Job[]
let started: DrillStart[]
let jobs: Jobs
let play: (what: DrillStart) => Promise<ProgramEnd>

beforeEach(() => {
  told = []
  started = []
  jobs = createJobs({ clock: { now: () => 1, monotonic: () => 1 }, onChange: (job) => told.push(job) })
  play = ({ step }) => Promise.resolve(endOf(step.scenario))
})

const endOf = (run: string, rest: Partial<ProgramEnd> = {}): ProgramEnd => ({
  run,
  requests: 2,
  isKept: true,
  code: 0,
  tookMs: 7,
  isOutOfTime: false,
  signal: null,
  ...rest,
})

/** Begins a drill, and waits until it has ended. */
async function drill(order = ORDER): Promise<JobOf<'drill'>> {
  const drills = createDrills(jobs, {
    clock: { now: () => 1 },
    redact: (text) => text.replaceAll('secret', '[redacted]'),
    start(what) {
      started.push(what)
      return play(what)
    },
  })
  drills.begin(order)
  await expect.poll(() => told.at(-1)?.phase).not.toBe('running')
  const last = told.at(-1)
  if (last?.kind !== 'drill') throw new Error('It is no drill.')
  return last
}

it('starts the program once a scenario, with what is played, and finds its calls', async () => {
  const { phase, result, progress } = await drill()
  expect(phase).toBe('done')
  expect(started.map(({ step }) => step)).toMatchObject([
    { scenario: '403', env: { POSTERN_SCENARIO: '403', POSTERN_SPEED: '10' }, faults: ['status=403'] },
    { scenario: '429', faults: ['full-window'] },
  ])
  expect(progress).toEqual({ done: 2, total: 2, unit: 'scenarios' })
  expect(result).toMatchObject({ query: 'run:403,429', scenario: null })
  for (const job of told) expect(jobSchema.safeParse(job).error).toBeUndefined()
})

it('shows the command and what the program wrote without secrets', async () => {
  play = ({ step, onOutput }) => {
    onOutput('stdout', Buffer.from('the sec'))
    onOutput('stderr', Buffer.from('apart\n'))
    onOutput('stdout', Buffer.from(`ret of ${step.scenario}`))
    return Promise.resolve(endOf(step.scenario))
  }
  const { title, result } = await drill()
  expect(title.command).toBe('node "my client.mjs" [redacted]')
  expect(result.output).toEqual(['apart', 'the [redacted] of 403', 'apart', 'the [redacted] of 429'])
  expect(JSON.stringify(told)).not.toContain('secret')
})

it('keeps the last hundred lines', async () => {
  play = ({ step, onOutput }) => {
    onOutput('stdout', Buffer.from('x\n'.repeat(200)))
    onOutput('stdout', Buffer.from(`${step.scenario}\n`))
    return Promise.resolve(endOf(step.scenario))
  }
  const { result } = await drill()
  expect(result.output).toHaveLength(100)
  expect(result.output.at(-1)).toBe('429')
})

it('goes on after a program that fails or hangs, and says so', async () => {
  play = ({ step: { scenario } }) =>
    Promise.resolve(endOf(scenario, scenario === '403' ? { code: 9 } : { code: 143, isOutOfTime: true }))
  const { phase, result } = await drill()
  expect(phase).toBe('done')
  expect(result.ends).toMatchObject([
    { scenario: '403', code: 9, isOutOfTime: false },
    { scenario: '429', code: 143, isOutOfTime: true },
  ])
})

it('stops after the first scenario where the program sends nothing, and names the variables', async () => {
  play = ({ step }) => Promise.resolve(endOf(step.scenario, { requests: 0 }))
  const { phase, error, result } = await drill({ ...ORDER, scenarios: [...SCENARIOS] })
  expect(started).toHaveLength(1)
  expect(phase).toBe('failed')
  expect(error?.message).toBe('Your program sent no request to Postern.')
  expect(error?.remedy).toContain('POSTERN_CAPTURE_URL')
  expect(result.query).toBeNull()
})

it('says which program could not be started', async () => {
  play = () =>
    Promise.reject(new PosternError('bad-input', 'Postern found no program "x".', 'Correct the command.'))
  const { phase, error } = await drill()
  expect(phase).toBe('failed')
  expect(error?.message).toBe('Postern found no program "x".')
})

it('starts nothing more once it is cancelled, and keeps what was found', async () => {
  play = ({ step, signal }) => {
    if (step.at === 0) return Promise.resolve(endOf('A'))
    return new Promise((_, fail) => {
      signal.addEventListener('abort', () => fail(new Error('ended')))
      jobs.cancel(jobs.list()[0]?.id ?? '')
    })
  }
  const { phase, result } = await drill({ ...ORDER, scenarios: ['403', '429', 'slow'] })
  expect(phase).toBe('cancelled')
  expect(started).toHaveLength(2)
  expect(result.query).toBe('run:A')
})

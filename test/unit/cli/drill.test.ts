import { expect, it } from 'vitest'
import { runDrill, scenariosOf, speedOf } from '../../../app/cli/drill.ts'
import type { Io } from '../../../app/cli/io.ts'
import type { ProgramPlan } from '../../../app/cli/programStart.ts'

it('starts no program after Ctrl+C, and says how far it came', async () => {
  let said = ''
  const io = { signal: AbortSignal.abort(), stderr: (text: string) => (said += text) } as Partial<Io> as Io
  const plan = { env: {} } as Partial<ProgramPlan> as ProgramPlan
  expect(await runDrill({ scenarios: scenariosOf([]), speed: 1 }, plan, io)).toEqual([])
  expect(said).toBe('Postern stopped after 0 scenarios of 11.\n')
})

it('takes no speed that a minute cannot be divided by into whole seconds', () => {
  expect(speedOf('10')).toBe(10)
  expect(() => speedOf('7')).toThrow('--speed takes one of 1, 2')
})

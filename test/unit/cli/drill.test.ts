import { expect, it } from 'vitest'
import { scenariosOf, speedOf, tellDrill } from '../../../app/cli/drill.ts'

it('starts no program after Ctrl+C, and says how far it came', async () => {
  let said = ''
  const io = {
    signal: AbortSignal.abort(),
    stderr(text: string) {
      said += text
    },
  }
  const start = () => Promise.reject(new Error('No program may be started.'))
  const drill = { scenarios: scenariosOf([]), speed: 1 as const }
  expect(await tellDrill(drill, start, () => '', io)).toEqual([])
  expect(said).toBe('Postern stopped after 0 scenarios of 11.\n')
})

it('takes no speed that a minute cannot be divided by into whole seconds', () => {
  expect(speedOf('10')).toBe(10)
  expect(() => speedOf('7')).toThrow('--speed takes one of 1, 2')
})

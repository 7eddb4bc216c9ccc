import { z } from 'zod'
import { captureStateSchema } from '../contract/capture.ts'
import { windowOperation } from './operation.ts'

export const captureState = windowOperation({
  name: 'capture:state',
  kind: 'read',
  summary: 'show whether Postern captures, where, and which requests',
  output: captureStateSchema,
  run: ({ capture }) => capture.state(),
})

export const captureStart = windowOperation({
  name: 'capture:start',
  kind: 'write',
  summary: 'listen for requests of programs, and pass them on to a profile',
  input: z.strictObject({ profile: z.string() }),
  output: captureStateSchema,
  run: ({ capture }, { profile }) => capture.start(profile),
})

export const captureStop = windowOperation({
  name: 'capture:stop',
  kind: 'write',
  summary: 'stop capturing, after requests in progress have finished',
  output: captureStateSchema,
  run: ({ capture }) => capture.stop(),
})

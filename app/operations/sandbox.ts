import { z } from 'zod'
import {
  faultSpecSchema,
  sandboxStateSchema,
  waitingFaultSchema,
  type WaitingFault,
} from '../contract/sandbox.ts'
import type { WindowContext } from './context.ts'
import { windowOperation } from './operation.ts'

/** The sandbox's keys go to the page by name: their secrets stay in main. */
export const sandboxState = windowOperation({
  name: 'sandbox:state',
  kind: 'read',
  summary: 'show the URL, keys, faults and log of the sandbox',
  output: sandboxStateSchema,
  run: ({ sandbox }) => ({
    url: sandbox.url,
    keys: sandbox.keys.map(({ alias, note }) => ({ alias, note })),
    faults: [...sandbox.faults],
    waiting: waitingIn(sandbox),
    log: sandbox.log().map((entry) => ({ ...entry })),
  }),
})

export const sandboxAddFault = windowOperation({
  name: 'sandbox:addFault',
  kind: 'write',
  summary: 'let the sandbox misbehave for its next requests',
  input: z.strictObject({ spec: faultSpecSchema }),
  output: z.array(waitingFaultSchema),
  run({ sandbox }, { spec }) {
    sandbox.addFault(spec)
    return waitingIn(sandbox)
  },
})

export const sandboxClearFaults = windowOperation({
  name: 'sandbox:clearFaults',
  kind: 'write',
  summary: 'let the sandbox behave again',
  run: ({ sandbox }) => sandbox.clearFaults(),
})

function waitingIn(sandbox: WindowContext['sandbox']): WaitingFault[] {
  return sandbox.waitingFaults().map((fault) => ({ ...fault }))
}

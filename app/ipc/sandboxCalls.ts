import { SANDBOX_FAULTS, type Sandbox } from '../sandbox/sandbox.ts'
import type { CallsOf, HandlerPorts } from './ports.ts'

/** The sandbox's faults and its log. Its keys go to the page by name: their secrets stay here. */
export function sandboxCalls({ sandbox }: HandlerPorts): CallsOf<'sandbox'> {
  return {
    'sandbox:state': () => ({
      url: sandbox.url,
      keys: sandbox.keys.map(({ alias, note }) => ({ alias, note })),
      faults: SANDBOX_FAULTS.map(({ name, description, example }) => ({ name, description, example })),
      waiting: waitingOf(sandbox),
      log: sandbox.log().map((entry) => ({ ...entry })),
    }),
    'sandbox:addFault': ({ spec }) => {
      sandbox.addFault(spec)
      return waitingOf(sandbox)
    },
    'sandbox:clearFaults': () => {
      sandbox.clearFaults()
    },
  }
}

function waitingOf(sandbox: Sandbox): { spec: string; left: number }[] {
  return sandbox.waitingFaults().map((fault) => ({ ...fault }))
}

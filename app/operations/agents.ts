import { z } from 'zod'
import { agentsStateSchema } from '../contract/agents.ts'
import { PosternError } from '../contract/errors.ts'
import { agentOperation, windowOperation } from './operation.ts'
import { planOne, sendPlanned } from './replayOne.ts'

export const agentsState = windowOperation({
  name: 'agents:state',
  kind: 'read',
  summary: 'list what coding agents have asked, and give the command for their hosts',
  output: agentsStateSchema,
  run: ({ agents }) => agents.state(),
})

/** The user is asked in a dialog of the system: no page can answer it, and nothing that a server said. */
export const agentsReplay = agentOperation({
  name: 'agents:replay',
  kind: 'send',
  summary: 'replay an exchange for a coding agent, once the user has agreed',
  input: z.strictObject({
    id: z.ulid(),
    /** Name of the program that asks, as it gives itself. */
    agent: z.string().max(100),
    /** Aborted when nobody waits any more. */
    signal: z.custom<AbortSignal>((value) => value instanceof AbortSignal),
  }),
  /** Of the new exchange, which has ended. */
  output: z.strictObject({ id: z.ulid() }),
  async run({ replays, dialogs }, { id, agent, signal }) {
    const { number, request } = await planOne(replays, id)
    if (!(await dialogs.confirmReplay(request, agent, signal)))
      throw new PosternError(
        'declined',
        'The user did not agree to this replay.',
        'Ask the user before you repeat the call. Or replay it to the sandbox.',
      )
    return { id: await sendPlanned(replays, number) }
  },
})

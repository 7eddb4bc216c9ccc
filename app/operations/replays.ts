import { z } from 'zod'
import { replayPlanSchema, replaySelectionSchema } from '../contract/replayPlan.ts'
import { windowOperation } from './operation.ts'

const replayId = z.strictObject({ id: z.string().max(100) })
const keyOfProfile = z.strictObject({ profile: z.string().max(60), key: z.string().max(60) })

const MOST_EXCEPTIONS = 100

export const replayPlan = windowOperation({
  name: 'replay:plan',
  kind: 'read',
  summary: 'say what a replay would send, without sending anything',
  /** `keys` are used in place of those that the requests were sent with, one for a profile. */
  input: z.strictObject({ selection: replaySelectionSchema, keys: z.array(keyOfProfile).max(100) }),
  output: replayPlanSchema,
  async run({ replays, profiles }, { selection, keys }) {
    const plan = await replays.plan(selection, keys)
    const known = new Set(profiles().map(({ id }) => id))
    return {
      plan: plan.number,
      counts: plan.counts,
      keys: plan.keys,
      profiles: [...new Set(plan.requests.map(({ profile }) => profile))].filter((id) => known.has(id)),
      takesMs: plan.takesMs,
      takesMsWithUnsafe: plan.takesMsWithUnsafe,
      warnings: plan.warnings,
      exceptions: plan.requests
        .flatMap(({ original, method, url, state, reason }) =>
          state === 'ready' ? [] : [{ original, method, url, state, reason: reason ?? '' }],
        )
        .slice(0, MOST_EXCEPTIONS),
    }
  },
})

export const replayStart = windowOperation({
  name: 'replay:start',
  kind: 'send',
  summary: 'send what a plan holds, now or later',
  /** `startAt`: epoch ms at which it is to begin, also after a restart. */
  input: z.strictObject({ plan: z.int(), withUnsafe: z.boolean(), startAt: z.int().positive().optional() }),
  output: replayId,
  run: ({ replays }, { plan, withUnsafe, startAt }) => replays.start(plan, withUnsafe, startAt),
})

export const replayPause = windowOperation({
  name: 'replay:pause',
  kind: 'write',
  summary: 'begin no further request of a replay',
  input: replayId,
  run: ({ replays }, { id }) => replays.pause(id),
})

export const replayResume = windowOperation({
  name: 'replay:resume',
  kind: 'send',
  summary: 'go on with a paused replay, or begin a scheduled one now',
  input: replayId,
  run: ({ replays }, { id }) => replays.resume(id),
})

export const replayContinueAnyway = windowOperation({
  name: 'replay:continueAnyway',
  kind: 'send',
  summary: 'send the requests that a replay skipped after unchanged responses',
  input: replayId,
  output: replayId,
  run: ({ replays }, { id }) => replays.continueAnyway(id),
})

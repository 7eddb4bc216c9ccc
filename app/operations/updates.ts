import { z } from 'zod'
import { updateFeedSchema, updateStateSchema } from '../contract/updates.ts'
import { windowOperation } from './operation.ts'

export const updatesState = windowOperation({
  name: 'updates:state',
  kind: 'read',
  summary: 'show what Postern knows of newer versions',
  output: updateStateSchema,
  run: ({ updates }) => updates.state(),
})

/** A feed is confirmed in a dialog of the system's, out of the page's reach: what comes from there will be run. */
export const updatesSetFeed = windowOperation({
  name: 'updates:setFeed',
  kind: 'write',
  summary: 'set the feed of newer versions, or turn updates off',
  input: z.strictObject({ feed: updateFeedSchema.nullable() }),
  output: updateStateSchema,
  async run({ updates, settings, dialogs }, { feed }) {
    if (feed !== null && !(await dialogs.confirmFeed(feed))) return updates.state()
    await settings.set({ updateFeed: feed })
    return updates.follow(feed)
  },
})

export const updatesCheck = windowOperation({
  name: 'updates:check',
  kind: 'write',
  summary: 'look for a newer version',
  output: updateStateSchema,
  run: ({ updates }) => updates.check(),
})

export const updatesFetch = windowOperation({
  name: 'updates:fetch',
  kind: 'write',
  summary: 'fetch the newer version, and install it when Postern quits',
  output: updateStateSchema,
  run: ({ updates }) => updates.fetch(),
})

export const updatesCancel = windowOperation({
  name: 'updates:cancel',
  kind: 'write',
  summary: 'end a check or a fetch',
  output: updateStateSchema,
  run: ({ updates }) => updates.cancel(),
})

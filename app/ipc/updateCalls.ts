import type { CallsOf, HandlerPorts } from './ports.ts'

/** Newer versions of the app itself. */
export function updateCalls({ updates, settings, confirmFeed }: HandlerPorts): CallsOf<'updates'> {
  return {
    'updates:state': () => updates.state(),
    'updates:setFeed': async ({ feed }) => {
      if (feed !== null && !(await confirmFeed(feed))) return updates.state()
      await settings.set({ updateFeed: feed })
      return updates.follow(feed)
    },
    'updates:check': () => updates.check(),
    'updates:fetch': () => updates.fetch(),
    'updates:cancel': () => updates.cancel(),
  }
}

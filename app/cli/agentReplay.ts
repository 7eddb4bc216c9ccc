import type { Catalog } from '../catalog/catalog.ts'
import { keyTypeFor, findEndpoint } from '../catalog/routes.ts'
import type { Exchange } from '../contract/exchange.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { profileFor } from '../contract/presets.ts'
import { planOne, sendPlanned } from '../operations/replayOne.ts'
import type { TargetOf } from '../replay/plan.ts'
import { SANDBOX_KEYS } from '../sandbox/sandbox.ts'
import { openExistingHistory } from './historyFile.ts'
import type { Io } from './io.ts'
import { NOT_STARTED } from './replayTargets.ts'
import { openReplays } from './replays.ts'

/** Sends an exchange once more, to a sandbox that is started for it, and keeps what comes. Returns the id of the new one. */
export async function replayInSandbox(io: Io, catalog: Catalog, id: string): Promise<string> {
  const history = await openExistingHistory(io, 'write')
  try {
    const tool = openReplays(io, history, {
      secretOf: () => null,
      secrets: [],
      catalog,
      targetFor: (sandboxUrl) => sandboxTargets(catalog, sandboxUrl),
    })
    try {
      await tool.startSandbox()
      const { number } = await planOne(tool.replays, id)
      return await sendPlanned(tool.replays, number)
    } finally {
      await tool.close()
    }
  } finally {
    await history.close()
  }
}

/** Whatever API it went to: the same path of the sandbox, with the same key or one that may see as much. */
function sandboxTargets(catalog: Catalog, sandboxUrl: () => string | null): TargetOf {
  return (exchange) => ({
    profile: profileFor(SANDBOX_PROFILE, 'Sandbox', sandboxUrl() ?? NOT_STARTED),
    key: keyFor(exchange, catalog),
    toProfile: true,
  })
}

/** The key of the sandbox that opens everything of its kind. */
const WIDEST = 'company'

function keyFor({ key, request: { method, url } }: Exchange, catalog: Catalog): string {
  const endpoint = findEndpoint(catalog, method, url)
  const aliases = [key, keyTypeFor(endpoint, url)]
  return aliases.find((alias) => SANDBOX_KEYS.some((known) => known.alias === alias)) ?? WIDEST
}

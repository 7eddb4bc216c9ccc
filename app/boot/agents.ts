import { app } from 'electron'
import { join } from 'node:path'
import { AGENTS_FOLDER, readAsked, watchAsked } from '../agents/askedLog.ts'
import { openDoor } from '../agents/door.ts'
import type { AgentsState } from '../contract/agents.ts'
import type { Broadcast } from '../ipc/broadcast.ts'
import { agentsReplay } from '../operations/agents.ts'
import type { WindowContext } from '../operations/context.ts'
import type { Log } from '../shell/log.ts'
import { agentStart } from '../shell/agentStart.ts'

/** What the app knows of coding agents. */
export function agentsOf(dataFolder: string): WindowContext['agents'] {
  const folder = join(dataFolder, AGENTS_FOLDER)
  const usual = join(app.getPath('appData'), 'postern')
  const start = agentStart({
    isPackaged: app.isPackaged,
    appPath: app.getAppPath(),
    platform: process.platform,
    dataFolder: dataFolder === usual ? null : dataFolder,
  })
  return { state: (): AgentsState => ({ asked: readAsked(folder), start }) }
}

/** Listens for coding agents: pushes what they ask, and asks the user for a replay. */
export async function listenForAgents(
  dataFolder: string,
  context: WindowContext,
  notify: Broadcast,
  warn: Log['warn'],
): Promise<{ close(): Promise<void> }> {
  const folder = join(dataFolder, AGENTS_FOLDER)
  const log = watchAsked(folder, () => {
    notify('agents:changed', context.agents.state())
  })
  const door = await openDoor({
    folder,
    replay: async (wanted, signal) => (await agentsReplay.run(context, { ...wanted, signal })).id,
    onUnexpected: (error) => {
      warn('A replay for a coding agent failed', error)
    },
  }).catch((error: unknown) => {
    warn('Postern does not listen for coding agents', error)
    return null
  })
  return {
    async close() {
      await door?.close()
      await log.close()
    },
  }
}

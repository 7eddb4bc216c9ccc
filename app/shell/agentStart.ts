import { join } from 'node:path'
import type { AgentStart } from '../contract/agents.ts'

interface Place {
  isPackaged: boolean
  appPath: string
  platform: NodeJS.Platform
  /** Null where it is the usual one, which the tool finds too. */
  dataFolder: string | null
}

/** How a host starts `postern mcp`: the command that npm installs, or from a checkout the one that it has built. */
export function agentStart({ isPackaged, appPath, platform, dataFolder }: Place): AgentStart {
  const env: Record<string, string> = dataFolder === null ? {} : { POSTERN_DATA: dataFolder }
  if (!isPackaged) return { command: 'node', args: [join(appPath, 'out', 'cli.js'), 'mcp'], env }
  // On Windows npm installs a batch file, which only a shell can start.
  if (platform === 'win32') return { command: 'cmd', args: ['/c', 'postern', 'mcp'], env }
  return { command: 'postern', args: ['mcp'], env }
}

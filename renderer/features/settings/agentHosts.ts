import type { AgentStart } from '../../../app/contract/agents.ts'

/** What the agent may do, and what that adds to the command. */
export const ACCESS = [
  { value: 'read', label: 'Only read', args: [] },
  { value: 'sandbox', label: 'Replay in the sandbox', args: ['--allow', 'send', '--to', 'sandbox'] },
  { value: 'send', label: 'Replay anywhere', args: ['--allow', 'send'] },
] as const

export type Access = (typeof ACCESS)[number]['value']

interface Host {
  value: string
  label: string
  /** Where the text belongs. */
  place: string
  text(start: AgentStart): string
}

/** The common hosts of coding agents, each with its own form of the same two lines. */
export const HOSTS = [
  { value: 'claude-code', label: 'Claude Code', place: 'Run it in a terminal.', text: claudeCommand },
  {
    value: 'claude-desktop',
    label: 'Claude Desktop',
    place: 'Put it into claude_desktop_config.json.',
    text: (start) => json({ mcpServers: { postern: entry(start) } }),
  },
  {
    value: 'cursor',
    label: 'Cursor',
    place: 'Put it into .cursor/mcp.json of your project or of your home folder.',
    text: (start) => json({ mcpServers: { postern: entry(start) } }),
  },
  {
    value: 'vscode',
    label: 'VS Code',
    place: 'Put it into .vscode/mcp.json of your project.',
    text: (start) => json({ servers: { postern: { type: 'stdio', ...entry(start) } } }),
  },
  {
    value: 'codex',
    label: 'Codex',
    place: 'Put it into .codex/config.toml of your home folder.',
    text: toml,
  },
] as const satisfies readonly Host[]

export type HostName = (typeof HOSTS)[number]['value']

/** The configuration of a host, and where it belongs. */
export function configurationFor(name: HostName, access: Access, start: AgentStart) {
  const host: Host = HOSTS.find(({ value }) => value === name) ?? HOSTS[0]
  const { args } = ACCESS.find(({ value }) => value === access) ?? ACCESS[0]
  return { place: host.place, text: host.text({ ...start, args: [...start.args, ...args] }) }
}

function entry({ command, args, env }: AgentStart): Partial<AgentStart> {
  return { command, args, ...(Object.keys(env).length > 0 && { env }) }
}

/** Lists and objects without others inside are on one line each: they are short. */
function json(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_, inner: string) => `[${onOneLine(inner)}]`)
    .replace(/\{\s+([^[\]{}]*?)\s+\}/g, (_, inner: string) => `{ ${onOneLine(inner)} }`)
}

const onOneLine = (lines: string) => lines.replace(/,\n\s*/g, ', ')

function claudeCommand({ command, args, env }: AgentStart): string {
  const variables = Object.entries(env).map(([name, value]) => `--env ${word(`${name}=${value}`)} `)
  // Without an option between, the name would count as a further variable.
  return `claude mcp add ${variables.join('')}--transport stdio postern -- ${[command, ...args].map(word).join(' ')}`
}

/** In double quotes, which every shell knows, where it needs them. */
function word(text: string): string {
  return /^[\w./:=\\-]+$/.test(text) ? text : `"${text}"`
}

function toml(start: AgentStart): string {
  const { command, args, env } = start
  const variables = Object.entries(env).map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
  return [
    '[mcp_servers.postern]',
    `command = ${JSON.stringify(command)}`,
    `args = [${args.map((each) => JSON.stringify(each)).join(', ')}]`,
    ...(variables.length > 0 ? [`env = { ${variables.join(', ')} }`] : []),
  ].join('\n')
}

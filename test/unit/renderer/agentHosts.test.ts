import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configurationFor, HOSTS } from '../../../renderer/features/settings/agentHosts.ts'

const INSTALLED = { command: 'postern', args: ['mcp'], env: {} }
const CHECKOUT = {
  command: 'node',
  args: ['/home/me/my code/postern/out/cli.js', 'mcp'],
  env: { POSTERN_DATA: '/home/me/my data' },
}

describe('the configuration of a host', () => {
  it('is a command for Claude Code, with quotes where a shell needs them', () => {
    expect(configurationFor('claude-code', 'read', INSTALLED).text).toBe(
      'claude mcp add --transport stdio postern -- postern mcp',
    )
    expect(configurationFor('claude-code', 'send', CHECKOUT).text).toBe(
      'claude mcp add --env "POSTERN_DATA=/home/me/my data" --transport stdio postern -- node "/home/me/my code/postern/out/cli.js" mcp --allow send',
    )
  })

  it.each([
    ['claude-desktop', 'mcpServers'],
    ['cursor', 'mcpServers'],
    ['vscode', 'servers'],
  ] as const)('is JSON for %s', (host, list) => {
    expect(JSON.parse(configurationFor(host, 'sandbox', INSTALLED).text)).toEqual({
      [list]: {
        postern: {
          ...(host === 'vscode' && { type: 'stdio' }),
          command: 'postern',
          args: ['mcp', '--allow', 'send', '--to', 'sandbox'],
        },
      },
    })
    expect(JSON.parse(configurationFor(host, 'read', CHECKOUT).text)).toMatchObject({
      [list]: { postern: CHECKOUT },
    })
  })

  it('is TOML for Codex', () => {
    expect(configurationFor('codex', 'read', CHECKOUT).text).toBe(
      [
        '[mcp_servers.postern]',
        'command = "node"',
        'args = ["/home/me/my code/postern/out/cli.js", "mcp"]',
        'env = { POSTERN_DATA = "/home/me/my data" }',
      ].join('\n'),
    )
  })

  it('is in the guide for each host', () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../docs/guide.md'), 'utf8')
    for (const { label, value } of HOSTS) {
      const row = guide.split('\n').find((line) => line.startsWith(`| ${label} `)) ?? ''
      const { text } = configurationFor(value, 'read', INSTALLED)
      // On one line there, without the breaks of the file.
      const words = (of: string) => of.replaceAll(/\s|`/g, '')
      const isWhole = value !== 'codex'
      if (isWhole) expect(words(row)).toContain(words(text))
      else for (const line of text.split('\n')) expect(words(row)).toContain(words(line))
    }
  })
})

import { expect, it } from 'vitest'
import { agentStart } from '../../../app/shell/agentStart.ts'

const PLACE = { isPackaged: true, appPath: '/app', platform: 'linux', dataFolder: null } as const

it('is the command that npm installs, beside an installed app', () => {
  expect(agentStart(PLACE)).toEqual({ command: 'postern', args: ['mcp'], env: {} })
})

it('goes through a shell on Windows, where npm installs a batch file', () => {
  expect(agentStart({ ...PLACE, platform: 'win32' })).toEqual({
    command: 'cmd',
    args: ['/c', 'postern', 'mcp'],
    env: {},
  })
})

it('is what a checkout has built, and names another data folder', () => {
  expect(agentStart({ ...PLACE, isPackaged: false, dataFolder: '/data' })).toEqual({
    command: 'node',
    args: ['/app/out/cli.js', 'mcp'],
    env: { POSTERN_DATA: '/data' },
  })
})

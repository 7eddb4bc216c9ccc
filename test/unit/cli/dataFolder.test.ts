import { describe, expect, it } from 'vitest'
import { dataFolderOf } from '../../../app/cli/dataFolder.ts'

describe('the data folder', () => {
  it.each([
    ['linux', {}, '/home/anna', '/home/anna/.config/postern'],
    ['linux', { XDG_CONFIG_HOME: '/settings' }, '/home/anna', '/settings/postern'],
    ['darwin', {}, '/Users/anna', '/Users/anna/Library/Application Support/postern'],
    ['win32', { APPDATA: 'C:\\Data' }, 'C:\\Users\\anna', 'C:\\Data\\postern'],
    ['win32', {}, 'C:\\Users\\anna', 'C:\\Users\\anna\\AppData\\Roaming\\postern'],
    ['linux', { POSTERN_DATA: '/tmp/x/../y' }, '/home/anna', '/tmp/y'],
    ['win32', { POSTERN_DATA: 'D:\\x' }, 'C:\\Users\\anna', 'D:\\x'],
  ])('on %s with %j', (platform, env, homeFolder, expected) => {
    expect(dataFolderOf({ platform, env, homeFolder })).toBe(expected)
  })
})

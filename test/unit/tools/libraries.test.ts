import { describe, expect, it } from 'vitest'
import {
  commandText,
  installCommand,
  missingLibraries,
  packageNames,
} from '../../../tools/setup/libraries.mjs'

describe('missingLibraries', () => {
  it('names what ldd did not find', () => {
    const output = [
      '\tlinux-vdso.so.1 (0x00007ffd)',
      '\tlibgtk-3.so.0 => not found',
      '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)',
      '\tlibasound.so.2 => not found',
      '',
    ].join('\n')
    expect(missingLibraries(output)).toEqual(['libgtk-3.so.0', 'libasound.so.2'])
  })

  it('is empty when all are there', () => {
    expect(missingLibraries('\tlibc.so.6 => /lib/libc.so.6 (0x00007f)\n')).toEqual([])
  })
})

describe('packageNames', () => {
  const policy = [
    'libgtk-3-0t64:',
    '  Installed: (none)',
    '  Candidate: 3.24.41-4',
    '  Version table:',
    '     3.24.41-4 500',
    'libasound2:',
    '  Installed: (none)',
    '  Candidate: (none)',
    '  Version table:',
    'libasound2t64:',
    '  Installed: (none)',
    '  Candidate: 1.2.11-1',
    '  Version table:',
    'libnss3:',
    '  Installed: 3.98',
    '  Candidate: 3.98',
    '',
  ].join('\n')

  it('are those that this release knows', () => {
    expect(packageNames(['libgtk-3-0', 'libasound2', 'libnss3'], policy)).toEqual([
      'libgtk-3-0t64',
      'libasound2t64',
      'libnss3',
    ])
  })

  it('are the usual ones while no package list is known', () => {
    expect(packageNames(['libasound2'], '')).toEqual(['libasound2'])
  })
})

describe('the installation', () => {
  it('asks nothing', () => {
    expect(installCommand(['xvfb'])).toEqual(['apt-get', 'install', '-y', '--no-install-recommends', 'xvfb'])
  })

  it('is one line to type for who is not root', () => {
    expect(commandText(['libnss3', 'xvfb'])).toBe(
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends libnss3 xvfb',
    )
  })
})

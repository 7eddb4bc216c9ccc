import { describe, expect, it } from 'vitest'
import { ownArguments, readStartArguments } from '../../../app/shell/startArguments.ts'

describe('the command line of the window', () => {
  it.each([
    [[]],
    [['capture.har']],
    [['postern://explain?status=403']],
    [['--no-sandbox', '--password-store=basic', '--ozone-platform=x11', '--self-check']],
    [
      [
        '--disable-gpu',
        '--enable-features=WebRTCPipeWireCapturer',
        '--remote-debugging-port=0',
        '--inspect=0',
      ],
    ],
  ])('starts with %j', (args) => {
    expect(readStartArguments(args, '1.2.3')).toEqual({ kind: 'start' })
  })

  it.each([
    ['capture.har', '--help'],
    ['postern://explain', '-h'],
    ['help'],
    ['help', 'send'],
    ['--frobnicate', '--help'],
  ])('prints its help for %s %s', (...args) => {
    expect(readStartArguments(args, '1.2.3')).toMatchObject({
      to: 'stdout',
      code: 0,
      text: expect.stringContaining('--self-check'),
    })
  })

  it.each(['--version', '-v', 'version'])('prints the version for %s', (option) => {
    expect(readStartArguments([option], '1.2.3')).toMatchObject({
      to: 'stdout',
      code: 0,
      text: 'Postern 1.2.3\n',
    })
  })

  it.each(['--frobnicate', '-x', '--hlep', '--json', '--constructor', '---'])('refuses %s', (option) => {
    expect(readStartArguments([option], '1.2.3')).toMatchObject({
      to: 'stderr',
      code: 2,
      text: expect.stringContaining(JSON.stringify(option)),
    })
  })

  it.each([
    ['--hlep', 'Did you mean --help?'],
    ['--verison', 'Did you mean --version?'],
    ['--selfcheck', 'Did you mean --self-check?'],
    ['--frobnicate', 'is unknown. Run'],
  ])('suggests for %s what comes nearest', (option, text) => {
    expect(readStartArguments([option], '1.2.3')).toMatchObject({ text: expect.stringContaining(text) })
  })

  it('begins after the program, and after the folder of an app that is not packaged', () => {
    expect(ownArguments(['postern', 'a.har'], null)).toEqual(['a.har'])
    expect(ownArguments(['postern', '-r', '/tools/drive.cjs', 'a.har'], null)).toEqual(['a.har'])
    const started = [
      'electron',
      '--inspect=0',
      '-r',
      '/tools/drive.cjs',
      '--no-sandbox',
      '/app',
      'a.har',
      '--help',
    ]
    expect(ownArguments(started, '/app')).toEqual(['a.har', '--help'])
    expect(ownArguments(['electron', '/other'], '/app')).toEqual([])
  })
})

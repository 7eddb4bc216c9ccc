import { afterEach, describe, expect, it, vi } from 'vitest'
import { headless } from '../../fixtures/headless.ts'
import { pieceIn } from '../../unit/recorder/spellings.ts'

const PASSWORD = 'Kf7Qz9bXw2Lm8Tn4Ab'

afterEach(() => {
  vi.unstubAllEnvs()
})

const written = (sign: string) => `${PASSWORD}${sign}${[...PASSWORD].reverse().join('')}`
const SIGNS = ['', '@', '/', '%', ':', '%40', '%2F', '#', '?', '\\', ' ', '@/', '"', '[']
const PROXIES: Record<string, (password: string) => string> = {
  'that nobody answers at': (password) => `http://me:${password}@127.0.0.1:1`,
  'whose name is unknown': (password) => `http://me:${password}@proxy.invalid:8080`,
  'without a scheme': (password) => `me:${password}@127.0.0.1:1`,
  'of another kind': (password) => `socks5://me:${password}@127.0.0.1:1`,
  'with a password alone': (password) => `http://:${password}@127.0.0.1:1`,
  'with a token for a name': (password) => `http://${password}@127.0.0.1:1`,
  'with a password that begins like a port': (password) => `http://me:1/${password}@127.0.0.1:1`,
}

describe.each(Object.entries(PROXIES))('of the password of a proxy %s', (_, proxy) => {
  it.each(SIGNS)('with %j nothing is printed', async (sign) => {
    const password = written(sign)
    for (const variable of ['HTTP_PROXY', 'ALL_PROXY', 'http_proxy']) {
      vi.stubEnv(variable, proxy(password))
      for (const more of [['--json'], []]) {
        const { code, stdout, stderr } = await headless(
          [
            'send',
            'GET',
            '/sites',
            '--base-url',
            'http://api.invalid/',
            '--token-env',
            'T',
            '--backoff',
            '',
            ...more,
          ],
          { env: { T: 'abc.def.ghi' } },
        )
        expect(code).toBe(3)
        for (const secret of [PASSWORD, [...PASSWORD].reverse().join('')])
          expect([pieceIn(stdout + stderr, secret), stdout + stderr]).toEqual([null, expect.anything()])
      }
      vi.unstubAllEnvs()
    }
  })
})

it.each(SIGNS)('of the password of the API’s address, with %j, nothing is printed', async (sign) => {
  for (const address of [`http://me:${written(sign)}@api.invalid/`, `http://${PASSWORD}@api.invalid/`]) {
    const { stdout, stderr } = await headless(
      ['send', 'GET', '/sites', '--token-env', 'T', '--backoff', '', '--json', '--base-url', address],
      { env: { T: 'abc.def.ghi' } },
    )
    expect([pieceIn(stdout + stderr, PASSWORD), stdout + stderr]).toEqual([null, expect.anything()])
  }
})

import { existsSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { headless, type HeadlessOptions } from '../../fixtures/headless.ts'
import { startServer } from '../../fixtures/localServer.ts'
import { bundle } from '../history/bundle.ts'
import { pieceIn, SPELLINGS } from '../../unit/recorder/spellings.ts'
import { filesIn } from '../../e2e/support/traces.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-secret-'))
let made = 0
const newFile = () => join(folder, `secret-${(made += 1)}`)

const SUBSCRIBE = ['send', 'POST', '/api/webhook/subscribers', '--key', 'webhook']
const secretOf = (file: string) => readFileSync(file, 'utf8').trimEnd()

let received = 0
let answer: (request: IncomingMessage, response: ServerResponse) => void
const server = await startServer((request, response) => {
  received += 1
  answer(request, response)
})
afterAll(server.close)
beforeEach(() => {
  received = 0
})

/** Sends to a server that answers so. */
function sent(
  status: number,
  body: unknown,
  more: string[],
  options: HeadlessOptions = {},
  type = 'application/json',
) {
  answer = (_request, response) => {
    response.writeHead(status, { 'Content-Type': type })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  return headless(['send', 'POST', '/rotate', '--base-url', server.url, ...more], options)
}

const made24 = (letters: string) => [letters, 'Q7w8', 'E9r0', 'T1y2', 'U3i4'].join('')

describe('postern send --secret-to', () => {
  it('writes the secret of a new subscriber to a file for this user alone, and nowhere else', async () => {
    const file = newFile()
    const plain = await headless([...SUBSCRIBE, '--secret-to', file])
    expect(plain.code).toBe(0)
    const secret = secretOf(file)
    expect(secret).toMatch(/^whsec_[\w-]{32}$/)
    expect(readFileSync(file, 'utf8')).toBe(`${secret}\n`)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(plain.stderr).toContain(`Postern saved 1 secret in ${file}: secretToken.`)
    expect(plain.stdout).toContain('Postern holds no copy')
    const other = newFile()
    const json = await headless([...SUBSCRIBE, '--json', '--secret-to', other])
    const exchange = exchangeSchema.parse(JSON.parse(json.stdout))
    expect(exchange.diagnosis?.remedy[0]).toContain('from your file')
    for (const text of [plain.stdout, plain.stderr, json.stdout, json.stderr])
      for (const each of [secret, secretOf(other)]) expect(pieceIn(text, each)).toBeNull()
  })

  it('leaves it in no file of the data folder', async () => {
    const file = newFile()
    const data = mkdtempSync(join(tmpdir(), 'postern-secret-data-'))
    const worker = await bundle('app/history/worker.ts')
    const options = { historyWorker: worker.url, env: { POSTERN_DATA: data } }
    const { code, stderr } = await headless([...SUBSCRIBE, '--keep', '--secret-to', file], options)
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('Kept as ') })
    const secret = secretOf(file)
    for (const [path, bytes] of filesIn(data))
      for (const [, write] of SPELLINGS) expect(bytes.includes(write(secret)), path).toBe(false)
    const { stdout } = await headless(['export', 'route:/subscribers', '--format', 'jsonl'], options)
    expect(stdout).toContain('[redacted]')
    expect(pieceIn(stdout, secret)).toBeNull()
    await worker.remove()
  })

  it.each([
    [
      'a file that is there',
      () => {
        const file = newFile()
        writeFileSync(file, 'mine')
        return file
      },
      'there already',
    ],
    [
      'a link to a file',
      () => {
        const file = newFile()
        symlinkSync(join(folder, 'nowhere'), file)
        return file
      },
      'there already',
    ],
    ['a folder that is not there', () => join(folder, 'no', 'folder'), 'not there'],
    ['a folder', () => folder, 'there already'],
    ['no name', () => '', 'new file'],
  ])('sends nothing where it is given %s', async (_what, path, words) => {
    const file = path()
    const before = existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : null
    const { code, stdout, stderr } = await sent(201, { secretToken: made24('Ab') }, ['--secret-to', file])
    expect({ code, stdout, received }).toEqual({ code: 2, stdout: '', received: 0 })
    expect(stderr).toContain(words)
    if (before !== null) expect(readFileSync(file, 'utf8')).toBe(before)
  })

  it.each([
    ['a success without a secret', 200, { data: { id: 5, name: 'x' } }, 0],
    ['a failure that names one', 400, { apiKey: made24('Cd') }, 1],
    ['nothing at all', 204, '', 0],
  ])('removes the file after %s, and says so', async (_what, status, body, code) => {
    const file = newFile()
    const done = await sent(status, body, ['--secret-to', file])
    expect(done.stderr).toContain(`removed the empty file ${file}`)
    expect(existsSync(file)).toBe(false)
    if (code === 0) expect([0, 1, 3]).toContain(done.code)
  })

  it('removes the file where the command was wrong after all', async () => {
    const file = newFile()
    const { code, stderr } = await headless([
      ...['send', 'GET', 'http://[', '--base-url', server.url, '--secret-to', file],
    ])
    expect(code).toBe(2)
    expect(existsSync(file)).toBe(false)
    expect(stderr).not.toContain('No secret came')
  })

  it('takes no secret that was known before for a new one', async () => {
    const file = newFile()
    const key = made24('Known')
    await sent(200, { apiKey: key }, ['--secret-to', file, '--token-env', 'MY'], { env: { MY: key } })
    expect(existsSync(file)).toBe(false)
  })

  it.each([
    ['of a rotation', { data: { clientSecret: made24('Ef') } }, made24('Ef')],
    ['with escapes', '{"apiKey":"a\\/b\\u002bcQ7w8E9r0T1y2"}', 'a/b+cQ7w8E9r0T1y2'],
    ['by its shape', { note: `whsec_${made24('Gh')}` }, `whsec_${made24('Gh')}`],
    ['deep within', { a: [{ b: { password: made24('Ij') } }] }, made24('Ij')],
  ])('saves a secret %s', async (_what, body, secret) => {
    const file = newFile()
    const { stdout } = await sent(200, body, ['--json', '--secret-to', file])
    expect(secretOf(file)).toBe(secret)
    expect(pieceIn(stdout, secret)).toBeNull()
  })

  it('saves it from a form, too', async () => {
    const file = newFile()
    await sent(
      200,
      `id=5&client_secret=${made24('Kl')}`,
      ['--secret-to', file],
      {},
      'application/x-www-form-urlencoded',
    )
    expect(secretOf(file)).toBe(made24('Kl'))
  })

  it('saves several as JSON, by their names', async () => {
    const file = newFile()
    const body = { data: [{ apiKey: made24('Mn') }, { apiKey: made24('Op') }, { secretToken: made24('Qr') }] }
    const { stderr } = await sent(201, body, ['--secret-to', file])
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      apiKey: made24('Mn'),
      'apiKey 2': made24('Op'),
      secretToken: made24('Qr'),
    })
    expect(stderr).toContain('Postern saved 3 secrets in')
  })

  it('saves no half of a secret', async () => {
    const file = newFile()
    answer = (_request, response) => {
      response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': '500' })
      response.write(`{"secretToken":"${made24('St')}`, () => response.destroy())
    }
    const { stderr } = await headless(['send', 'POST', '/x', '--base-url', server.url, '--secret-to', file])
    expect(existsSync(file)).toBe(false)
    expect(stderr).toContain('No secret came')
  })
})

describe('a request whose response holds a secret only once', () => {
  it('is sent with a word before, which says what to do', async () => {
    for (const more of [[], ['--json']]) {
      const { stdout, stderr } = await headless([...SUBSCRIBE, ...more])
      expect(stderr.split('\n')[0]).toBe(
        'The API returns data.secretToken in this response only. Postern redacts it. To save it, add --secret-to FILE.',
      )
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Postern redacted the secret and holds no copy.')
      expect(stdout).not.toMatch(/whsec_\w{8}/)
    }
  })

  it('is sent without it where the secret is saved, and so are others', async () => {
    const saving = await headless([...SUBSCRIBE, '--secret-to', newFile()])
    const other = await headless(['send', 'GET', '/api/external/sites'])
    for (const { stderr } of [saving, other]) expect(stderr).not.toContain('in this response only')
  })

  it('is explained as gone where somebody else sent it', async () => {
    const body = {
      status: { code: 0, errorMessage: '' },
      data: { id: 5, secretToken: made24('Uv') },
      count: null,
      message: '',
      errors: [],
    }
    const args = ['explain', '--status', '201', '--request', 'POST /api/webhook/subscribers']
    const { stdout } = await headless(args, { stdin: JSON.stringify(body) })
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Save the secret from your own copy of the response.')
    const { id } = body.data
    const none = await headless(args, { stdin: JSON.stringify({ ...body, data: { id } }) })
    expect(none.stdout).toContain('without its secret')
    expect(none.stdout).not.toContain('redacted')
  })
})

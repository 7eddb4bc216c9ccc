import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { finalStatus } from '../../../app/contract/outcome.ts'
import { headless } from '../../fixtures/headless.ts'

const outsideTheScope = JSON.stringify({
  status: { code: 100, errorMessage: 'Customer 1099 is outside the scope of this API key.' },
  data: null,
  count: null,
  message: 'Customer 1099 is outside the scope of this API key.',
  errors: [{ code: 100, message: 'Customer 1099 is outside the scope of this API key.' }],
})

const folder = mkdtempSync(join(tmpdir(), 'postern-explain-'))

function fileWith(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('postern explain', () => {
  it('explains a refused customer, with the claims beside the request', async () => {
    const claims = fileWith(
      'claims.json',
      JSON.stringify({ KeyType: 'public', CompanyId: 42, CustomerId: [7, 12] }),
    )
    const { code, stdout, stderr } = await headless(
      [
        'explain',
        '-',
        '--status',
        '403',
        '--request',
        'GET /api/external/sites?customerId=1099',
        '--claims',
        claims,
      ],
      { stdin: outsideTheScope },
    )
    expect(code).toBe(1)
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^403 · code 100 {2}.*1099/)
    expect(stdout).toMatch(/CustomerId +7, 12 +1099 +REFUSED/)
    expect(stdout).toMatch(/^Retry +No\./m)
  })

  it('reads what curl -v prints, as the window does', async () => {
    const stdin = [
      '> GET /api/external/sites?customerId=1099 HTTP/1.1',
      '> Host: api.example',
      '>',
      '< HTTP/1.1 403 Forbidden',
      '< Content-Type: application/json',
      '<',
      outsideTheScope,
    ].join('\n')
    const { stdout, stderr } = await headless(['explain', '--json'], { stdin })
    expect(stderr).toBe('')
    expect(exchangeSchema.parse(JSON.parse(stdout))).toMatchObject({
      request: { method: 'GET', route: '/api/external/sites' },
      attempts: [{ response: { status: 403 } }],
    })
  })

  it('says of a success neither what went wrong nor that no retry is needed', async () => {
    const list = JSON.stringify({
      status: { code: 0, errorMessage: null },
      data: [],
      count: 0,
      message: 'OK',
      errors: [],
    })
    const { code, stdout } = await headless(['explain', '-', '--status', '200'], { stdin: list })
    expect(code).toBe(0)
    expect(stdout).toBe('200  No records came: the list is empty\n')
  })

  it('prints one exchange document and nothing else with --json', async () => {
    const { code, stdout } = await headless(['explain', '--status', '403', '--json'], {
      stdin: outsideTheScope,
    })
    const document = exchangeSchema.parse(JSON.parse(stdout))
    expect(code).toBe(1)
    expect(document.envelope).toMatchObject({ kind: 'standard', code: 100 })
    expect(document.outcome).toBe('http-failure')
    expect(document.source).toBe('import')
  })

  it('reads a whole raw answer, and takes the last of several heads', async () => {
    const body = JSON.stringify({
      status: { code: 0, errorMessage: '' },
      data: [],
      count: 0,
      message: '',
      errors: [],
    })
    const raw = `HTTP/1.1 100 Continue\r\n\r\nHTTP/2 200 \r\ncontent-type: application/json\r\nx-trace-id: abc\r\n\r\n${body}`
    const { code, stdout } = await headless(['explain', fileWith('raw.txt', raw), '--json'])
    const document = exchangeSchema.parse(JSON.parse(stdout))
    expect(code).toBe(0)
    expect(document.attempts[0]?.response?.status).toBe(200)
    expect(document.attempts[0]?.response?.headers).toContainEqual(['x-trace-id', 'abc'])
  })

  it.each([
    ['the guide’s sample', outsideTheScope, 403],
    ['a mirrored code', '{"status":{"code":404,"errorMessage":"No site 9."},"data":null,"errors":[]}', 404],
    ['a gateway body', '{"statusCode":429,"message":"Rate limit is exceeded."}', 429],
    ['problem details', '{"type":"about:blank","title":"Bad Request","status":400}', 400],
    ['a proxy’s page', '<html><head><title>502 Bad Gateway</title></head><body></body></html>', 502],
    [
      'a success',
      '{"status":{"code":0,"errorMessage":""},"data":{},"count":null,"message":"","errors":[]}',
      null,
    ],
  ])('reads the status from the body of %s when none is given, and says so', async (_what, stdin, status) => {
    const { stdout, stderr } = await headless(['explain', '--json'], { stdin })
    const exchange = exchangeSchema.parse(JSON.parse(stdout))
    expect(finalStatus(exchange)).toBe(status)
    expect(exchange.reading?.join(' ')).toContain(`HTTP status${status === null ? '' : ` ${status}`}`)
    expect(stderr).toBe('')
  })

  it('prints how it read a text, and exits with 3 where the text holds no response', async () => {
    const log = `2026-11-29T09:00:00Z ERROR status code 403 ${outsideTheScope}`
    const found = await headless(['explain'], { stdin: log })
    expect(found).toMatchObject({ code: 1, stderr: '' })
    expect(found.stdout).toContain('Reading   Postern set aside the text around the response.')
    const nothing = await headless(['explain'], { stdin: 'hello world' })
    expect(nothing).toMatchObject({ code: 3, stderr: '' })
    expect(nothing.stdout).toMatch(/^Postern found no response in this text\n/)
  })

  it('never lets a text of the answer steer the terminal', async () => {
    const message = 'red \u001b[31m and \u202e turned'
    const stdin = JSON.stringify({
      status: { code: 100, errorMessage: message },
      data: null,
      errors: [{ code: 100, message }],
    })
    const { stdout } = await headless(['explain', '--status', '400'], { stdin })
    expect(stdout).not.toContain('\u001b')
    expect(stdout).not.toContain('\u202e')
  })

  it.each([
    ['a file that is not there', ['explain', join(folder, 'none.json')], 'there is no such file'],
    ['a folder', ['explain', folder], 'it is a folder'],
    [
      'a HAR file',
      ['explain', fileWith('capture.har', '{"log":{"entries":[]}}')],
      'not a response. Import it: postern import /',
    ],
    ['a command', ['explain', fileWith('command.txt', 'curl https://x.invalid/')], 'not a response'],
    ['a status that is none', ['explain', '--status', '99'], '--status'],
    ['a request without a path', ['explain', '--request', 'sites'], '--request'],
    ['a header without a colon', ['explain', '--header', 'broken'], '--header'],
    ['an unknown option', ['explain', '--nonsense'], '--nonsense'],
    ['two files', ['explain', 'a', 'b'], 'one file too many'],
    ['a token that is not set', ['explain', '--token-env', 'NO_SUCH_TOKEN'], 'NO_SUCH_TOKEN'],
    ['claims that are no JSON', ['explain', '--claims', fileWith('broken.json', '{')], 'not JSON'],
    ['claims that say nothing', ['explain', '--claims', fileWith('other.json', '{"sub":"x"}')], 'KeyType'],
    [
      'a catalog with mistakes',
      ['explain', '--catalog', fileWith('catalog.json', '{"serviceCodes":7}')],
      'serviceCodes',
    ],
  ])('refuses %s with exit code 2, and says what is wrong', async (_what, args, text) => {
    const { code, stdout, stderr } = await headless(args, { stdin: outsideTheScope })
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(text)
  })

  it('fits into a narrow terminal', async () => {
    const { stdout } = await headless(['explain', '--status', '403'], { stdin: outsideTheScope, columns: 60 })
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60)
    const wide = await headless(['explain', '--status', '403'], { stdin: outsideTheScope, columns: 400 })
    expect(wide.stdout).toBe(
      (await headless(['explain', '--status', '403'], { stdin: outsideTheScope })).stdout,
    )
  })

  it.each([
    ['nothing', ''],
    ['text', 'Service Unavailable'],
    ['JSON that is cut short', '{"status":{"code":'],
    ['bytes that are no text', Uint8Array.from([0xff, 0xfe, 0x00, 0xd8, 0x00])],
  ])('has an answer for %s', async (_what, stdin) => {
    const { stdout } = await headless(['explain', '--status', '503'], { stdin })
    expect(stdout).toMatch(/^503 {2}\S/)
    expect(stdout).toMatch(/^Retry +\S/m)
  })
})

describe('help', () => {
  it('is printed for the tool and for each command', async () => {
    const overview = await headless(['--help'])
    expect(overview.code).toBe(0)
    for (const name of ['explain', 'send', 'sandbox']) {
      expect(overview.stdout).toContain(`  ${name}`)
      const help = await headless([name, '--help'])
      expect(help).toMatchObject({ code: 0, stderr: '' })
      expect(help.stdout).toMatch(new RegExp(`^postern ${name} `))
    }
  })

  it('is shown when no command or an unknown one is given, with exit code 2', async () => {
    expect((await headless([])).code).toBe(2)
    const unknown = await headless(['explode'])
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain('explode')
    expect((await headless(['constructor'])).code).toBe(2)
  })
})

import { expect, it } from 'vitest'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { headless } from '../../fixtures/headless.ts'

const LIST = '/api/external/sites?limit=4'

it('gets all pages of a list as one table', async () => {
  const { code, stdout, stderr } = await headless(['pages', LIST, '--key', 'company'])
  expect(stderr).toMatch(/9 records on 3 pages\.\n$/)
  expect(code).toBe(0)
  const [names, ...rows] = stdout.trimEnd().split('\r\n')
  expect(names).toMatch(/^id,/)
  expect(new Set(rows).size).toBe(9)
})

it('gets them as documents, and says where there are more', async () => {
  const { code, stdout, stderr } = await headless([
    ...['pages', LIST, '--key', 'company'],
    ...['--format', 'jsonl', '--most', '2'],
  ])
  expect(code).toBe(3)
  expect(stderr).toContain('8 records on 2 pages. There are more pages.')
  const urls = stdout
    .trimEnd()
    .split('\n')
    .map((line) => exchangeSchema.parse(JSON.parse(line)).request.url)
  expect(urls).toHaveLength(2)
  expect(urls[1]).toContain('referenceId=')
})

it('waits for the rate window instead of breaking it', async () => {
  const { code, stderr } = await headless(['pages', LIST, '--key', 'company', '--rate', '2/2s'])
  expect(code).toBe(0)
  expect(stderr).toContain('waiting')
  expect(stderr).not.toContain('429')
})

it('explains the page that failed, and names it in its exit code', async () => {
  const { code, stdout, stderr } = await headless(['pages', '/api/external/sites?customerId=1099'])
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain('Customer 1099')
})

it.each([
  [['pages'], 'pages takes the path of one list'],
  [['pages', LIST, '--format', 'har'], '--format is csv or jsonl'],
  [['pages', LIST, '--most', '0'], '--most'],
])('refuses %j', async (args, said) => {
  expect(await headless(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(said) })
})

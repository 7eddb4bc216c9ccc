import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { posternFileSchema } from '../../../app/contract/posternFile.ts'
import { writeExport } from '../../../app/formats/writeExport.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { headless } from '../../fixtures/headless.ts'
import { exampleExchange } from '../../unit/history/exampleExchange.ts'

let file: string
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-open-'))
  file = join(folder, 'a.postern')
  const around = {
    version: '1.2.3',
    runtime: 'Node',
    platform: 'linux',
    now: Date.parse('2026-03-02T09:00:00Z'),
  }
  await writeFile(
    file,
    await writeExport(
      'postern',
      [exampleExchange()],
      createRedactor(() => []),
      around,
    ),
  )
})
afterEach(() => rm(folder, { recursive: true }))

const postern = (...args: string[]) => headless(args, { env: { POSTERN_DATA: folder } })

it('shows what another Postern wrote, and from when', async () => {
  const { code, stdout } = await postern('open', file)
  expect(code).toBe(0)
  expect(stdout).toContain('1 exchange, written by Postern 1.2.3 at 2026-03-02T09:00:00.000Z.')
  expect(stdout).toContain('GET http://127.0.0.1:4010/api/external/sites?customerId=1099')
  expect(stdout).toContain('Customer 1099')
  const { stdout: json } = await postern('open', file, '--json')
  expect(posternFileSchema.parse(JSON.parse(json)).exchanges).toHaveLength(1)
})

it.each([
  ['nothing', [], 'open takes one file'],
  ['a file that is not there', ['/nowhere/a.postern'], 'could not read'],
])('refuses %s', async (_what, args, said) => {
  expect(await postern('open', ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(said) })
})

it('refuses what no Postern wrote', async () => {
  await writeFile(file, '{"postern":1}')
  expect(await postern('open', file)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('The field made '),
  })
})

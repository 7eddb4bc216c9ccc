import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'

const root = join(import.meta.dirname, '../../..')
const run = promisify(execFile)

it('the README’s program runs behind a capture, as it is written there', async () => {
  await ensureBuilt(['historyWorker', 'captureWorker', 'cli'])
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const line = /^npm run -s postern -- (run --to sandbox --env BASE -- node \S+)$/m.exec(readme)?.[1] ?? ''
  const { stdout, stderr } = await run(process.execPath, [join(root, 'out/cli.js'), ...line.split(' ')], {
    cwd: root,
    timeout: 30_000,
  })
  expect(stdout).toBe('customer 7: 200\ncustomer 1099: 403\n')
  expect(stderr).toContain('Postern captured 3 requests: 1 failed.')
}, 60_000)

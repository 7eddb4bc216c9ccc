import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { headless } from '../../fixtures/headless.ts'

const REFUSED = 'Customer 1099 is outside the scope of this API key.'
const response = join(mkdtempSync(join(tmpdir(), 'postern-samples-')), 'response.json')
writeFileSync(
  response,
  JSON.stringify({
    status: { code: 100, errorMessage: REFUSED },
    data: null,
    count: null,
    message: REFUSED,
    errors: [{ code: 100, message: REFUSED }],
  }),
)

/** A command of a document with the output that the document shows below it. */
const samples = ['README.md', 'docs/guide.md'].flatMap((name) => {
  const text = readFileSync(join(import.meta.dirname, '../../..', name), 'utf8')
  return [...text.matchAll(/^```sh\n(.*)\n```\n\n```\n([^]*?)^```$/gm)].map(
    ([, command = '', output = '']): [string, string, string] => [name, command, output],
  )
})

it('README and guide show what the tool prints', () => {
  expect(samples.map(([name]) => name)).toEqual(['README.md', 'docs/guide.md'])
})

it.each(samples)('%s shows the output of %s', async (_, command, output) => {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  const args = words.slice(words.indexOf('explain'))
  const { stdout } = await headless(args.map((word) => (word === 'response.json' ? response : word)))
  expect(stdout).toBe(output)
})

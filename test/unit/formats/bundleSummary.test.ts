import { describe, expect, it } from 'vitest'
import { written } from '../../../app/formats/writers.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { exampleExchange } from '../history/exampleExchange.ts'

const around = { version: '1.0.0', runtime: 'Node 20', platform: 'linux', now: 0 }

async function bundleOf(exchanges: readonly Exchange[]): Promise<string> {
  let text = ''
  for await (const piece of written(
    'bundle',
    exchanges,
    createRedactor(() => []),
    around,
  ))
    text += piece
  return text
}

describe('a bundle of many exchanges', () => {
  it('ends with a summary, in which those that ended alike are one row', async () => {
    const { diagnosis } = exampleExchange()
    const other = exampleExchange({ diagnosis: diagnosis && { ...diagnosis, fingerprint: 'other' } }, 9000)
    const text = await bundleOf([exampleExchange({}, 0), exampleExchange({}, 5000), other])
    const [, summary = ''] = text.split('# Summary of 3 exchanges')
    expect(text).toMatch(/^The summary is at the end of this text\.\n/)
    const rows = summary.split('\n').filter((line) => /^\| \d/.test(line))
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatch(/^\| 2 \| 403 \| `GET \/api\/external\/sites` \|/)
    expect(rows[0]).toContain('2026-03-02T09:00:05.000Z')
  })

  it('has none for a single exchange', async () => {
    expect(await bundleOf([exampleExchange()])).not.toContain('ummary')
  })
})

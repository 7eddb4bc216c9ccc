import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { posternFileSchema } from '../../../app/contract/posternFile.ts'
import { createPosternFiles } from '../../../app/formats/posternFile.ts'
import { writeExport } from '../../../app/formats/writeExport.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { exchangeOf } from '../renderer/samples.ts'

const SECRET = 'sandbox-site-7'
const around = {
  version: '1.2.3',
  runtime: 'Node 20',
  platform: 'linux',
  now: Date.parse('2026-03-02T09:00:00Z'),
}
const nobody = createRedactor(() => [])
const files = createPosternFiles(createRedactor(() => [SECRET]))

const fileOf = (...exchanges: Exchange[]) => writeExport('postern', exchanges, nobody, around)

function parsed(text: string): Record<string, unknown> {
  return posternFileSchema.parse(JSON.parse(text))
}

describe('a file for another Postern', () => {
  it('comes out as it went in, with what it is and from when', async () => {
    const exchanges = [exchangeOf(1), exchangeOf(2)]
    expect(files.read(await fileOf(...exchanges))).toEqual({
      postern: 1,
      made: '2026-03-02T09:00:00.000Z',
      by: '1.2.3',
      exchanges,
    })
  })

  it('has no secret that is known where it is written, nor one that is known where it is read', async () => {
    const secret = {
      ...exchangeOf(1),
      profile: SECRET,
      key: SECRET,
      reading: [`Read ${SECRET}`],
      request: { ...exchangeOf(1).request, body: `{"a":"${SECRET}"}` },
    }
    const written = await writeExport(
      'postern',
      [secret],
      createRedactor(() => [SECRET]),
      around,
    )
    expect(parsed(written)).toMatchObject({ exchanges: [{ request: { body: '{"a":"[redacted]"}' } }] })
    expect(JSON.stringify(files.read(await fileOf(secret)))).not.toContain(SECRET)
    const raw = JSON.parse(await fileOf(exchangeOf(1))) as { exchanges: Exchange[] }
    raw.exchanges[0]?.request.headers.push(['Authorization', 'Bearer abcdefghijkl'])
    expect(JSON.stringify(files.read(JSON.stringify(raw)))).not.toContain('abcdefghijkl')
  })

  it.each([
    ['no JSON', 'x', 'It has no mark of Postern'],
    ['a HAR file', '{"log":{"entries":[]}}', 'It has no mark of Postern'],
    ['an inherited mark', '{"__proto__":{"postern":1}}', 'It has no mark of Postern'],
    ['a newer file', '{"postern":2,"whatever":1}', 'A newer Postern made this file'],
    [
      'no exchange',
      '{"postern":1,"made":"2026-03-02T09:00:00Z","by":"1","exchanges":[]}',
      'The field exchanges',
    ],
    [
      'a name with markup',
      '{"postern":1,"made":"2026-03-02T09:00:00Z","by":"<b>","exchanges":[]}',
      'The field by has the wrong form',
    ],
    ['deep nesting', `{"postern":1,"made":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'The field made '],
    ['a text that is too long', ' '.repeat(16 * 1024 * 1024 + 1), 'larger than 16 MB'],
  ])('refuses %s', (_what, text, said) => {
    expect(() => files.read(text)).toThrow(said)
  })

  it('refuses fields that it does not know, and too many exchanges', async () => {
    const file = parsed(await fileOf(exchangeOf(1)))
    expect(() => files.read(JSON.stringify({ ...file, run: 'rm -rf' }))).toThrow('does not know: run')
    const exchanges = [{ ...exchangeOf(1), onOpen: 'alert(1)' }]
    expect(() => files.read(JSON.stringify({ ...file, exchanges }))).toThrow('The field exchanges[0]')
    const many = Array.from({ length: 501 }, () => exchangeOf(1))
    expect(() => files.read(JSON.stringify({ ...file, exchanges: many }))).toThrow('The field exchanges')
    await expect(fileOf(...many)).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('says why a file cannot be read', async () => {
    await expect(files.readFile('/nowhere/a.postern')).rejects.toMatchObject({ code: 'file-unavailable' })
  })
})

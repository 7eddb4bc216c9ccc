import { describe, expect, it } from 'vitest'
import { EXPORT_FORMATS } from '../../../app/contract/exportFormats.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { writeExport } from '../../../app/formats/writeExport.ts'
import type { WindowContext } from '../../../app/operations/context.ts'
import { exportPreview, exportSave } from '../../../app/operations/exporting.ts'
import { attemptOf, exchangeOf, idOf } from '../renderer/samples.ts'

const SECRET = 'sandbox-site-7-secret'
const kept: Exchange = exchangeOf(1, {
  request: { ...exchangeOf(1).request, headers: [['X-Mine', SECRET]] },
  attempts: [
    attemptOf({
      response: { status: 200, headers: [], body: `{"seen":"${SECRET}"}`, bodyBytes: 30, truncated: false },
    }),
  ],
})

/** Of five that were kept, oldest first. */
const everything = new Map(
  [kept, ...[2, 3, 4, 5].map((n) => exchangeOf(n))].map((exchange) => [exchange.id, exchange]),
)
const begun: { of: unknown; order: { path: string; format: string } }[] = []

let moment = 0

function contextThat(saved: [name: string, text: string][] = []): WindowContext {
  const parts: Partial<WindowContext> = {
    // Only what an export asks of it.
    history: {
      get: (id: string) => Promise.resolve(everything.get(id) ?? null),
      oldest: ({ limit }: { limit: number }) =>
        Promise.resolve({ ids: [...everything.keys()].slice(0, limit), count: everything.size }),
    } as never,
    jobs: { refuseSecond: () => undefined, cancel: () => undefined, list: () => [] },
    exports: { begin: (of, _, order) => begun.push({ of, order }) },
    previewed: null,
    writeExport: (format, exchanges) =>
      writeExport(
        format,
        exchanges,
        createRedactor(() => [SECRET]),
        // Each look at the clock is a minute later: what was shown must be saved as it was.
        { version: '1.2.3', runtime: 'Electron 33.0.0', platform: 'linux', now: (moment += 60_000) },
      ),
    dialogs: {
      chooseNewFile: (name: string) => Promise.resolve({ path: `/somewhere/${name}`, name }),
      saveText: (name: string, text: string) => {
        saved.push([name, text])
        return Promise.resolve(name)
      },
    } as never,
  }
  return parts as WindowContext
}

describe('export', () => {
  it.each(EXPORT_FORMATS)(
    '%s shows what it saves, without the secret and the user’s folder',
    async (format) => {
      const saved: [string, string][] = []
      const context = contextThat(saved)
      const { text } = await exportPreview.run(context, { of: { id: kept.id }, format })
      await exportSave.run(context, { of: { id: kept.id }, format })
      expect(saved.map(([, content]) => content)).toEqual([text])
      // A table has records, and nothing of the request.
      expect(text).toContain(format === 'csv' ? 'seen' : '/api/external/sites')
      expect(text).not.toContain(SECRET)
      expect(text).not.toContain('somebody')
    },
  )

  it('names the file by what is in it', async () => {
    const names: (string | null)[] = []
    for (const format of EXPORT_FORMATS) {
      names.push(await exportSave.run(contextThat(), { of: { id: kept.id }, format }))
    }
    expect(names.map((name) => name?.split('.').at(-1))).toEqual([
      ...['sh', 'mjs', 'mjs', 'py', 'ps1', 'cs', 'http'],
      ...['csv', 'har', 'jsonl', 'md', 'postern'],
    ])
  })

  it('says when the exchange is gone', async () => {
    await expect(
      exportPreview.run(contextThat(), { of: { id: idOf(9) }, format: 'curl' }),
    ).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it.each([{ query: 'status:2xx' }, { ids: [...everything.keys()].toReversed() }])(
    'of many it shows the first, and writes all, oldest first: %j',
    async (of) => {
      const context = contextThat()
      const preview = await exportPreview.run(context, { of, format: 'jsonl' })
      expect(preview).toMatchObject({ count: 5, shown: 3 })
      expect(preview.text.trim().split('\n')).toHaveLength(3)
      expect(preview.bytes).toBeGreaterThan(Buffer.byteLength(preview.text))
      expect(preview.blanked).toBeGreaterThan(0)
      expect(preview.text).not.toContain(SECRET)
      expect(await exportSave.run(context, { of, format: 'jsonl' })).toBe('postern-5-exchanges.jsonl')
      expect(begun.at(-1)).toMatchObject({
        of,
        order: { path: '/somewhere/postern-5-exchanges.jsonl', format: 'jsonl' },
      })
    },
  )

  it('says when none of many is left', async () => {
    await expect(
      exportPreview.run(contextThat(), { of: { ids: [idOf(8), idOf(9)] }, format: 'har' }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})

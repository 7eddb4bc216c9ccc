import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { systemClock } from '../../../app/clock.ts'
import type { JobOf } from '../../../app/contract/job.ts'
import { PRESETS } from '../../../app/contract/presets.ts'
import type { FoundSecret } from '../../../app/formats/secretCollector.ts'
import { openHistory, type OpenHistory } from '../../../app/history/openHistory.ts'
import { createImports, type Imports } from '../../../app/jobs/importHar.ts'
import { createJobs, type Jobs } from '../../../app/jobs/jobs.ts'
import { createBulk } from '../../../app/threads/bulk.ts'
import { serve } from '../../../app/threads/remote.ts'
import { findForms, formsOf } from '../../e2e/support/forms.ts'
import { bundle, type Bundle } from '../history/bundle.ts'

const SECRET = 'key-of-the-vault-77'
const HEAD = '{"log":{"version":"1.2","entries":['

function entry(n: number, text = '{}'): string {
  return JSON.stringify({
    startedDateTime: new Date(Date.parse('2026-03-02T08:00:00Z') + n).toISOString(),
    time: 3,
    request: { method: 'GET', url: `https://host/api/external/sites/${n}?echo=${SECRET}`, headers: [] },
    response: { status: n % 2 === 0 ? 200 : 403, headers: [], content: { text } },
  })
}

let reader: Bundle
let historyWorker: Bundle
let folder: string
let history: OpenHistory
let jobs: Jobs
let imports: Imports
let ended: Promise<JobOf<'import'>>
let told: JobOf<'import'>[]
let betweenReadings: () => void
let found: FoundSecret[]

beforeAll(async () => {
  ;[reader, historyWorker] = await Promise.all([
    bundle('app/threads/worker.ts'),
    bundle('app/history/worker.ts'),
  ])
})
afterAll(() => Promise.all([reader.remove(), historyWorker.remove()]))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-import-'))
  history = await openHistory({ file: join(folder, 'history.db'), worker: historyWorker.url })
  told = []
  found = []
  betweenReadings = () => undefined
  watchEnd()
})
afterEach(async () => {
  await jobs.close()
  await history.close()
  await rm(folder, { recursive: true })
})

/** Begins anew, with what stands in the place of the history's thread. */
function watchEnd(port = history.port): void {
  ended = new Promise((resolve) => {
    jobs = createJobs({
      clock: systemClock,
      onChange: (job) => {
        if (job.kind !== 'import') return
        told.push(job)
        if (job.phase !== 'running') resolve(job)
      },
    })
    imports = createImports(jobs, {
      clock: systemClock,
      bulk: createBulk(reader.url, port),
      catalog: () => builtInCatalog,
      profiles: () => [...PRESETS],
      secrets: () => [SECRET],
      onFound: (secrets) => {
        found.push(...secrets)
        betweenReadings()
      },
    })
  })
}

async function imported(content: string | Uint8Array): Promise<JobOf<'import'>> {
  const file = join(folder, 'capture.har')
  await writeFile(file, content)
  await imports.beginFile(file)
  return ended
}

describe('an import', () => {
  it('keeps, explains and groups what it reads, blanks what the vault knows, and is no double the second time', async () => {
    const many = Array.from({ length: 120 }, (_, n) => entry(n))
    many[7] = '{"request":{"method":"GET","url":"ftp://host"}}'
    const first = await imported(`${HEAD}${many.join(',')}]}}`)
    expect(first).toMatchObject({
      phase: 'done',
      error: null,
      result: { imported: 119, known: 0, unreadable: 1 },
    })
    expect(first.result.problems).toEqual([
      { entry: 8, message: 'The field request.url is no http or https URL.' },
    ])
    expect(first.progress.done).toBe(first.progress.total)
    const { items, total } = await history.list({ before: null, limit: 1 })
    expect(total).toBe(119)
    expect(items[0]).toMatchObject({ source: 'import', startedAt: '2026-03-02T08:00:00.119Z', status: 403 })
    expect(JSON.stringify(await history.get(items[0]?.id ?? ''))).not.toContain(SECRET)
    expect(await history.openProblems()).toBeGreaterThan(0)

    watchEnd()
    expect(await imported(`${HEAD}${many.join(',')}]}}`)).toMatchObject({
      result: { imported: 0, known: 119 },
    })
    expect((await history.list({ before: null, limit: 1 })).total).toBe(119)
  })

  it('that fails in a way that nobody foresaw says so, and can be begun again', async () => {
    watchEnd(() => {
      const { port1, port2 } = new MessageChannel()
      serve(port1, { add: () => Promise.reject(new TypeError('unforeseen')) })
      return Promise.resolve(port2)
    })
    const status = await imported(`${HEAD}${entry(1)}]}}`)
    expect(status).toMatchObject({ phase: 'failed', error: { code: 'internal' } })
    expect(status.error?.message).toContain('unforeseen')
    await jobs.close()
    watchEnd()
    expect(await imported(`${HEAD}${entry(1)}]}}`)).toMatchObject({ phase: 'done', result: { imported: 1 } })
  })

  it('brings back what was deleted in between', async () => {
    const whole = `${HEAD}${entry(1)},${entry(2)}]}}`
    await imported(whole)
    const { ids } = await history.ids({ query: null, limit: 9 })
    await history.remove({ ids: ids.slice(0, 1) })
    watchEnd()
    expect(await imported(whole)).toMatchObject({ result: { imported: 1, known: 1 } })
    expect((await history.list({ before: null, limit: 9 })).total).toBe(2)
  })

  it.each([
    ['no JSON', 'GET / HTTP/1.1', 0, 'no valid JSON'],
    ['empty', '', 0, 'ends too early'],
    ['no log', '{"entries":[]}', 0, 'no list log.entries'],
    ['truncated', `${HEAD}${entry(1)},${entry(2).slice(0, 40)}`, 1, 'ends too early'],
    [
      'nested 100,000 deep',
      `${HEAD}${entry(1)},${'['.repeat(100_000)}`,
      1,
      'nests brackets more than 100 deep',
    ],
    ['binary', Buffer.from([0x89, 0x50, 0, 1, 2, 255, 254]), 0, 'no valid JSON'],
    ['NULs', '\0'.repeat(1000), 0, 'no valid JSON'],
  ])('says why a file is not whole, and keeps what came before: %s', async (_, content, count, reason) => {
    const status = await imported(content)
    expect(status).toMatchObject({ phase: 'failed', result: { imported: count } })
    expect(status.error?.message).toContain(reason)
  })

  it('reads values of wrong types, binary bodies and odd names as problems or as they are', async () => {
    const odd = [
      '7',
      'null',
      '"text"',
      '[]',
      '{"__proto__":{"request":{"method":"GET","url":"https://h/"}}}',
      '{"request":{"method":7,"url":[]}}',
      '{"request":{"method":"GET","url":"https://h/","headers":{"length":-1}}}',
      entry(1, '\u0000\uFFFF\u{1F600}'.repeat(10)),
      `{"request":{"method":"GET","url":"https://h/b"},"response":{"status":200,"content":{"text":"AAECAw==","encoding":"base64","size":-4}},"time":-1e308,"timings":{"wait":"x"}}`,
    ]
    const status = await imported(`${HEAD}${odd.join(',')}]}}`)
    expect(status).toMatchObject({ phase: 'done', result: { imported: 3, unreadable: 6 } })
    expect(status.result.problems).toHaveLength(3)
  })

  it('can be cancelled, and leaves what was kept', async () => {
    const file = join(folder, 'long.har')
    const handle = await open(file, 'w')
    await handle.write(HEAD)
    for (let part = 0; part < 60; part += 1) {
      const lines = Array.from({ length: 100 }, (_, n) => entry(part * 100 + n, 'x'.repeat(2000)))
      await handle.write(`${lines.join(',')},`)
    }
    await handle.write(`${entry(999_999)}]}}`)
    await handle.close()
    await imports.beginFile(file)
    await expect(imports.beginFile(file)).rejects.toMatchObject({ code: 'bad-input' })
    for (const { id } of jobs.list()) jobs.cancel(id)
    const status = await ended
    expect(status.phase).toBe('cancelled')
    expect(status.result.imported).toBeLessThan(6001)
    expect((await history.list({ before: null, limit: 1 })).total).toBe(status.result.imported)
  })

  it('opens files only', async () => {
    await mkdir(join(folder, 'a.har'))
    for (const path of [join(folder, 'a.har'), join(folder, 'none.har'), '/dev/zero', ''])
      await expect(imports.beginFile(path)).rejects.toMatchObject({ code: 'file-unavailable' })
    expect(jobs.list()).toEqual([])
  })

  it('takes a capture that was pasted', async () => {
    imports.beginText(`${HEAD}${entry(1)}]}}`)
    expect(await ended).toMatchObject({
      phase: 'done',
      title: { file: 'The pasted text' },
      result: { imported: 1 },
    })
  })

  describe('of a secret that only the last entry tells', () => {
    // No pattern knows it, and every encoding writes it differently.
    const opaque = () => `q"${randomBytes(9).toString('hex')}\\/+%&x${randomBytes(9).toString('hex')}`

    const told = {
      header: (secret: string) => ({ headers: [{ name: 'X-Api-Key', value: secret }] }),
      'header of the region': (secret: string) => ({
        headers: [{ name: 'external-gh-apim-sub-key', value: secret }],
      }),
      authorization: (secret: string) => ({
        headers: [{ name: 'Authorization', value: `Bearer ${secret}` }],
      }),
      'key exchange': (secret: string) => ({ postData: { text: JSON.stringify({ apiKey: secret }) } }),
      query: (secret: string) => ({ url: `https://host/x?api_key=${encodeURIComponent(secret)}` }),
    }

    function earlier(secret: string): string[] {
      const forms = [...formsOf(secret).values()].map((form) => form.toString('utf8'))
      return forms.flatMap((form, n) => {
        const own = JSON.stringify(form).slice(1, -1)
        return [
          entry(10 * n, `{"echo":"${own}"}`),
          JSON.stringify({
            request: {
              method: 'PUT',
              url: `https://host/api/external/things/${encodeURIComponent(form)}/x?n=${n}`,
              headers: [{ name: 'X-Unheard-Of', value: form }],
              postData: { text: form },
            },
            response: { status: 0, _error: `${'long '.repeat(39)}${form}` },
          }),
        ]
      })
    }

    it.each(Object.keys(told) as (keyof typeof told)[])(
      'nothing lies in any file of the data folder: %s',
      async (place) => {
        const secret = opaque()
        const last = { request: { method: 'POST', url: 'https://host/api/token', ...told[place](secret) } }
        const entries = [...earlier(secret), JSON.stringify(last)]
        imports.beginText(`${HEAD}${entries.join(',')}]}}`)
        expect(await ended).toMatchObject({
          phase: 'done',
          result: { imported: entries.length, unreadable: 0 },
        })
        const left = async () => {
          const names = await readdir(folder)
          return names.flatMap((name) => findForms(name, readFileSync(join(folder, name)), { secret }))
        }
        expect(await left()).toEqual([])
        await history.close()
        expect(await left()).toEqual([])
      },
    )

    it('keeps nothing that was not in the file when its secrets were collected', async () => {
      const secret = opaque()
      const offered = JSON.stringify({ request: { method: 'GET', url: 'https://h/?api_key=shop-key-1' } })
      // It takes a while to read them again.
      const many = Array.from({ length: 1000 }, (_, n) => entry(n, 'x'.repeat(4000))).join(',')
      const whole = (last: string) => `${HEAD}${offered},${many},${last}]}}`
      const file = join(folder, 'capture.har')
      writeFileSync(file, whole(entry(999, 'y'.repeat(secret.length))))
      betweenReadings = () => {
        writeFileSync(file, whole(entry(999, secret)))
      }
      await imports.beginFile(file)
      const status = await ended
      expect(status).toMatchObject({ phase: 'failed', error: { code: 'bad-input' } })
      expect(status.error?.message).toContain('changed while Postern read it')
      await rm(file)
      const names = await readdir(folder)
      expect(names.flatMap((name) => findForms(name, readFileSync(join(folder, name)), { secret }))).toEqual(
        [],
      )
    })
  })
})

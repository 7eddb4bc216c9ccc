import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { historyList } from '../../../app/operations/history.ts'
import { catalogDescribe } from '../../../app/operations/describe.ts'
import type { CommandLineContext } from '../../../app/operations/context.ts'
import { partOf, PARTS } from '../../../app/mcp/shown.ts'
import { toolsFor, type Desk } from '../../../app/mcp/tools.ts'
import { exampleExchange } from '../history/exampleExchange.ts'

const NOTHING = { send: false, sandboxOnly: false }

describe('the tools', () => {
  it('only read, until sending is allowed', () => {
    expect(toolsFor(NOTHING).every(({ isReadOnly }) => isReadOnly)).toBe(true)
    expect(
      toolsFor({ send: true, sandboxOnly: false }).filter(({ isReadOnly }) => !isReadOnly),
    ).toMatchObject([{ name: 'replay' }])
  })

  it('name no place but the sandbox, where no other is allowed', () => {
    const [replay] = toolsFor({ send: true, sandboxOnly: true }).slice(-1)
    expect(JSON.stringify(replay && z.toJSONSchema(replay.input))).not.toContain('same')
  })

  it('search as the history does, and show nothing of it but in the field untrusted', async () => {
    const asked: unknown[] = []
    const context = {
      history: {
        list: (page: unknown) => {
          asked.push(page)
          return Promise.resolve({ items: [], next: null, total: 0 })
        },
      },
    } as unknown as CommandLineContext
    const desk: Desk = {
      agent: '',
      read: (work) => work(context),
      withoutHistory: (work) => work(context),
      replay: () => Promise.reject(new Error()),
    }
    const [search] = toolsFor(NOTHING)
    expect(await search?.call(desk, { query: 'status:403' })).toEqual({
      count: 0,
      next: null,
      untrusted: { exchanges: [] },
    })
    expect(asked).toEqual([historyList.input.parse({ query: 'status:403', limit: 20, before: null })])
  })
})

describe('a part of an exchange', () => {
  /** Every text of others is marked, in each field that a server, a program or a file can fill. */
  const MARK = 'others’ words'
  const marked = exampleExchange({
    request: {
      method: MARK,
      url: `https://x.test/${MARK}`,
      route: MARK,
      headers: [[MARK, MARK]],
      body: MARK,
      idempotent: true,
    },
    envelope: {
      kind: 'standard',
      code: 100,
      message: MARK,
      errors: [{ code: 1, message: MARK }],
      count: null,
      page: { next: MARK, previous: MARK, recordCount: null, totalRecordCount: null },
    },
    findings: [{ rule: 'field-unknown', severity: 'info', path: `$.${MARK}`, message: MARK }],
    reading: [MARK],
  })
  const { diagnosis, attempts } = marked
  const exchange: Exchange = {
    ...marked,
    attempts: attempts.map((attempt) => ({
      ...attempt,
      response: attempt.response && { ...attempt.response, headers: [[MARK, MARK]], body: MARK },
      failure: { kind: 'reset', code: MARK, message: MARK, mayHaveBeenSent: true },
      decision: attempt.decision && { ...attempt.decision, reason: MARK },
      redirects: [{ status: 302, url: MARK }],
    })),
    diagnosis: diagnosis && {
      ...diagnosis,
      headline: MARK,
      meaning: MARK,
      cause: MARK,
      remedy: [MARK],
      retry: { helps: 'later', advice: MARK, notBefore: null },
      said: [{ field: MARK, message: MARK, code: 1, sent: MARK, tied: true }],
      parameters: [{ message: MARK, in: 'query', name: MARK, value: MARK }],
      scope: { rows: [], refusedBy: null, refusedValue: MARK, namedIn: MARK },
      traceId: MARK,
      fingerprint: MARK,
    },
  }

  it.each(PARTS)('has the words of others in the field untrusted alone: %s', (part) => {
    const { untrusted, ...own } = partOf(exchange, part, builtInCatalog)
    expect(JSON.stringify(untrusted)).toContain(MARK)
    expect(JSON.stringify(own)).not.toContain(MARK)
  })
})

describe('an entry of the catalog', () => {
  const context = { catalog: () => builtInCatalog } as unknown as CommandLineContext
  const describeIt = async (wanted: object) => catalogDescribe.run(context, wanted)

  it('is found by method and path, by a URL, and for each id', async () => {
    const { endpoint } = await describeIt({
      endpoint: 'GET https://x.test/api/external/staffs/7/licenses?a=1',
    })
    expect(endpoint).toMatchObject([{ method: 'GET', path: '/api/external/staffs/{id}/licenses' }])
  })

  it('lists the endpoints where nothing is asked for', async () => {
    expect((await describeIt({})).endpoints).toHaveLength(builtInCatalog.endpoints.length)
  })

  it('has a text for each status, each finding and each rule', async () => {
    expect((await describeIt({ status: 799 })).status?.title).toBeTruthy()
    expect((await describeIt({ finding: 'code-unknown' })).finding?.remedy).toBeTruthy()
    expect((await describeIt({ finding: 'no-backoff' })).rule?.change).toBeTruthy()
  })
})

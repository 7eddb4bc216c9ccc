import { beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'
import { exampleExchange } from '../../unit/history/exampleExchange.ts'
import { connect, dataFolder, ERAS, keep, request, wire } from './server.ts'

beforeAll(() => ensureBuilt(['historyWorker', 'captureWorker', 'cli']), 120_000)

const READING = [
  'search_history',
  'get_exchange',
  'list_problems',
  'explain',
  'check_integration',
  'describe_api',
]

describe.each(ERAS)('the official client of %s', (era) => {
  it('lists six tools that only read', async () => {
    const agent = await connect(dataFolder(), [], era)
    const tools = await agent.list()
    expect(tools.map(({ name }) => name)).toEqual(READING)
    for (const { annotations } of tools) expect(annotations).toEqual({ readOnlyHint: true })
  })

  it('lists the replay, as destructive, where it is allowed', async () => {
    const agent = await connect(dataFolder(), ['--allow', 'send'], era)
    const tools = await agent.list()
    expect(tools.map(({ name }) => name)).toEqual([...READING, 'replay'])
    expect(tools.at(-1)?.annotations).toEqual({ destructiveHint: true })
  })

  it('searches, gets each part, groups, explains, checks and describes', async () => {
    const folder = dataFolder()
    const exchange = exampleExchange()
    await keep(folder, exchange)
    const agent = await connect(folder, [], era)
    const found = await agent.call('search_history', { query: 'status:403' })
    expect(found.answer).toMatchObject({ count: 1, next: null })
    expect(JSON.stringify(found.answer.untrusted)).toContain(
      `${exchange.id} 2026-03-02T09:00:00Z 403/100 GET`,
    )
    for (const part of ['summary', 'attempts', 'request', 'response', 'envelope'])
      expect((await agent.call('get_exchange', { id: exchange.id, part })).answer).toMatchObject({
        id: exchange.id,
        part,
      })
    expect((await agent.call('list_problems')).answer).toMatchObject({
      count: 1,
      problems: [{ count: 1, status: 403, code: 100, example: exchange.id }],
    })
    const body = '{"status":{"code":403,"errorMessage":"No"},"data":null,"message":"No","errors":[]}'
    expect((await agent.call('explain', { body, status: 403 })).answer).toMatchObject({ retry: 'No' })
    expect((await agent.call('check_integration', { query: 'status:403' })).answer).toMatchObject({
      result: 'kept',
    })
    expect((await agent.call('describe_api', { status: 429 })).answer).toHaveProperty('status.meaning')
  })
})

it.each(ERAS)('the list of all seven tools is at most 4 kB on the wire of %s', async (era) => {
  const host = wire(dataFolder(), ['--allow', 'send'])
  if (era === '2025-11-25') {
    const params = { protocolVersion: era, capabilities: {}, clientInfo: { name: 'host', version: '1' } }
    host.write({ jsonrpc: '2.0', id: 1, method: 'initialize', params })
    await host.next()
    host.write({ jsonrpc: '2.0', method: 'notifications/initialized' })
    host.write({ jsonrpc: '2.0', id: 2, method: 'tools/list' })
  } else host.write(request(2, 'tools/list'))
  const line = await host.next()
  expect(JSON.parse(line)).toMatchObject({ id: 2, result: { tools: { length: 7 } } })
  expect(Buffer.byteLength(line)).toBeLessThanOrEqual(4096)
})

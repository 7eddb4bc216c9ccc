import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'
import { exampleExchange } from '../../unit/history/exampleExchange.ts'
import { connect, dataFolder, keep } from './server.ts'

beforeAll(() => ensureBuilt(['historyWorker', 'captureWorker', 'cli']), 120_000)

describe('what an agent gets wrong is a typed error in words', () => {
  it.each([
    ['a query with a mistake', 'search_history', { query: 'staus:403' }, 'bad-input', /status/],
    ['a limit that is too large', 'search_history', { limit: 51 }, 'bad-input', /limit must be at most 50/],
    ['an argument that is unknown', 'search_history', { qery: 'x' }, 'bad-input', /qery/],
    ['an argument of another type', 'get_exchange', { id: 7 }, 'bad-input', /id must be a text/],
    ['an argument that is missing', 'get_exchange', {}, 'bad-input', /id is missing/],
    ['what is no id', 'get_exchange', { id: 'latest' }, 'bad-input', /search_history/],
    [
      'an id that is not there',
      'get_exchange',
      { id: '01KAN8B5T8Q4Z7S4N0V8J3C1RW' },
      'not-found',
      /not in the history/,
    ],
    ['a part that is none', 'get_exchange', { id: 'x', part: 'all' }, 'bad-input', /summary/],
    ['a moment that is none', 'list_problems', { since: 'soon' }, 'bad-input', /2h/],
    ['a megabyte', 'explain', { body: 'x'.repeat(1024 * 1024) }, 'bad-input', /at most 262,144 characters/],
    ['a command', 'explain', { body: 'curl https://example.com/api' }, 'bad-input', /curl -i/],
    [
      'an endpoint that is unknown',
      'describe_api',
      { endpoint: '/api/nothing' },
      'not-found',
      /list the endpoints/,
    ],
    ['a code that is unknown', 'describe_api', { code: 734 }, 'not-found', /734/],
    ['a finding that is unknown', 'describe_api', { finding: 'nope' }, 'not-found', /report/],
  ])('%s', async (_what, name, input, code, words) => {
    const folder = dataFolder()
    await keep(folder, exampleExchange())
    const { isError, answer, text } = await (await connect(folder)).call(name, input)
    expect(isError).toBe(true)
    expect(answer.error).toMatchObject({ code, what: expect.any(String), do: expect.any(String) })
    expect(text).toMatch(words)
  })

  it('a tool that is not listed', async () => {
    const agent = await connect(dataFolder())
    await expect(agent.call('replay', { id: 'x' })).rejects.toThrow(/replay not found/)
  })
})

describe('a history that cannot be read is a typed error, and the server goes on', () => {
  it('one that is not there yet, and comes later', async () => {
    const folder = dataFolder()
    const agent = await connect(folder)
    const before = await agent.call('search_history')
    expect(before.answer.error).toMatchObject({
      code: 'history-unavailable',
      what: expect.stringContaining('no history'),
    })
    await keep(folder, exampleExchange())
    expect((await agent.call('search_history')).answer).toMatchObject({ count: 1 })
  })

  it('none, where nothing of it is needed', async () => {
    const agent = await connect(dataFolder())
    expect((await agent.call('describe_api', { status: 403 })).isError).toBe(false)
    expect((await agent.call('explain', { body: '403 Forbidden' })).isError).toBe(false)
  })

  it('one of a newer version', async () => {
    const folder = dataFolder()
    await keep(folder, exampleExchange())
    const db = new Database(join(folder, 'history.db'))
    db.pragma('user_version = 9999')
    db.close()
    const { answer } = await (await connect(folder)).call('search_history')
    expect(answer.error).toMatchObject({
      code: 'history-unavailable',
      do: 'Install the newer version again.',
    })
  })

  it('one that another program holds, as while it is migrated', async () => {
    const folder = dataFolder()
    await keep(folder, exampleExchange())
    const db = new Database(join(folder, 'history.db'))
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN EXCLUSIVE; CREATE TABLE half_done(x); INSERT INTO half_done VALUES (1)')
    try {
      const { isError, answer } = await (await connect(folder)).call('search_history')
      // Either the copy that has ended is read, or the error says why not.
      if (isError) expect(answer.error).toMatchObject({ code: 'history-unavailable' })
      else expect(answer).toMatchObject({ count: 1 })
    } finally {
      db.exec('ROLLBACK')
      db.close()
    }
  }, 60_000)

  it('a file that is no history', async () => {
    const folder = dataFolder()
    writeFileSync(join(folder, 'history.db'), 'This is a letter to nobody.'.repeat(200))
    const { answer } = await (await connect(folder)).call('search_history')
    expect(answer.error).toMatchObject({ code: 'history-unavailable' })
  })
})

it('sees what the app writes meanwhile', async () => {
  const folder = dataFolder()
  await keep(folder, exampleExchange())
  const agent = await connect(folder)
  expect((await agent.call('search_history')).answer).toMatchObject({ count: 1 })
  for (let count = 2; count <= 5; count += 1) {
    await keep(folder, exampleExchange({}, count))
    expect((await agent.call('search_history')).answer).toMatchObject({ count })
  }
})

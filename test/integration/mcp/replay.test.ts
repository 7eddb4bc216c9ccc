import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { join } from 'node:path'
import { ulid } from 'ulid'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'
import { openDoor } from '../../../app/agents/door.ts'
import { PosternError } from '../../../app/contract/errors.ts'
import { exampleExchange } from '../../unit/history/exampleExchange.ts'
import { connect, dataFolder, keep } from './server.ts'

beforeAll(() => ensureBuilt(['historyWorker', 'captureWorker', 'cli']), 120_000)

const { request } = exampleExchange()
/** One that went to a real API. */
const real = exampleExchange({
  profile: 'guardhouse-au',
  key: 'acme',
  request: { ...request, url: 'https://gateway-api.guardhousehq.com/api/external/sites?customerId=7' },
})

describe('a replay to the sandbox', () => {
  it('starts the sandbox, keeps what comes, and gives its summary', async () => {
    const folder = dataFolder()
    await keep(folder, real)
    const agent = await connect(folder, ['--allow', 'send', '--to', 'sandbox'])
    const { answer, isError } = await agent.call('replay', { id: real.id })
    expect(isError).toBe(false)
    expect(answer).toMatchObject({ to: 'sandbox', status: 200, replayOf: real.id, profile: 'sandbox' })
    const found = await agent.call('search_history', { query: 'is:replay' })
    expect(JSON.stringify(found.answer.untrusted)).toContain(String(answer.id))
  })

  it('is all that --to sandbox lets an agent do', async () => {
    const folder = dataFolder()
    await keep(folder, real)
    const agent = await connect(folder, ['--allow', 'send', '--to', 'sandbox'])
    const { answer } = await agent.call('replay', { id: real.id, to: 'same' })
    expect(answer.error).toMatchObject({ code: 'bad-input', why: expect.stringContaining('must be sandbox') })
  })
})

describe('a replay outside the sandbox', () => {
  async function opened(replay: Parameters<typeof openDoor>[0]['replay']) {
    const folder = dataFolder()
    await keep(folder, real)
    const door = await openDoor({
      folder: join(folder, 'agents'),
      replay,
      onUnexpected: (error) => {
        throw error
      },
    })
    onTestFinished(() => door.close())
    return { folder, door, agent: await connect(folder, ['--allow', 'send']) }
  }

  it('is refused while the app is not open', async () => {
    const folder = dataFolder()
    await keep(folder, real)
    const agent = await connect(folder, ['--allow', 'send'])
    const { answer, isError } = await agent.call('replay', { id: real.id, to: 'same' })
    expect(isError).toBe(true)
    expect(answer.error).toMatchObject({ code: 'app-closed', do: expect.stringContaining('start Postern') })
  })

  it('is refused when the user says no', async () => {
    const { agent } = await opened(() => {
      throw new PosternError('declined', 'The user did not agree.', 'Ask first.')
    })
    const { answer } = await agent.call('replay', { id: real.id, to: 'same' })
    expect(answer.error).toEqual({ code: 'declined', what: 'The user did not agree.', do: 'Ask first.' })
  })

  it('goes out once the user has agreed, and its exchange is given', async () => {
    const replayed = exampleExchange({ id: ulid(), source: 'replay', replayOf: real.id }, 5000)
    const asked: unknown[] = []
    const { agent, folder } = await opened(async (wanted) => {
      asked.push(wanted)
      await keep(folder, replayed)
      return replayed.id
    })
    const { answer } = await agent.call('replay', { id: real.id, to: 'same' })
    expect(asked).toEqual([{ id: real.id, agent: 'test-host' }])
    expect(answer).toMatchObject({ id: replayed.id, to: 'same', replayOf: real.id })
  })

  it('is refused while another question is open', async () => {
    let agree: (id: string) => void = () => undefined
    const { agent } = await opened(() => new Promise((resolve) => (agree = resolve)))
    const first = agent.call('replay', { id: real.id, to: 'same' })
    const second = await agent.call('replay', { id: real.id, to: 'same' })
    expect(second.answer.error).toMatchObject({ code: 'busy' })
    agree(real.id)
    expect((await first).isError).toBe(false)
  })

  it('is refused when the app closes meanwhile', async () => {
    let isAsked: () => void = () => undefined
    const asking = new Promise<void>((resolve) => (isAsked = resolve))
    const { agent, door } = await opened(() => {
      isAsked()
      return new Promise(() => undefined)
    })
    const called = agent.call('replay', { id: real.id, to: 'same' })
    await asking
    await door.close()
    expect((await called).answer.error).toMatchObject({ code: 'app-closed' })
  })

  it('is a no once the agent has gone', async () => {
    let gone: AbortSignal | null = null
    const { agent } = await opened((_wanted, signal) => {
      gone = signal
      return new Promise(() => undefined)
    })
    void agent.call('replay', { id: real.id, to: 'same' }).catch(() => undefined)
    await expect.poll(() => gone).not.toBeNull()
    await agent.close()
    await expect.poll(() => (gone as AbortSignal | null)?.aborted).toBe(true)
  })
})

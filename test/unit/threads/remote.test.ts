import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PosternError } from '../../../app/contract/errors.ts'
import { connect, serve, ThreadEnded, type Call, type Remote } from '../../../app/threads/remote.ts'

const methods = {
  add: (a: number, b: number) => a + b,
  later: (text: string) => Promise.resolve(text.toUpperCase()),
  refuse(): never {
    throw new PosternError('bad-input', 'It is wrong.', 'Mend it.')
  },
  break(): never {
    throw Object.assign(new RangeError('out of range'), { code: 'ERANGE' })
  },
  unclonable: () => () => undefined,
  async count(to: number, call: Call<number>) {
    for (let at = 1; at <= to; at += 1) call.progress(at)
    return to
  },
  untilCancelled: (call: Call<string>) =>
    new Promise<string>((resolve) => {
      if (call.signal.aborted) resolve('at once')
      call.signal.addEventListener('abort', () => resolve('cancelled'))
      call.progress('under way')
    }),
  sizeOf: (bytes: Uint8Array) => bytes.length,
  never: () => new Promise<void>(() => undefined),
}
type Methods = typeof methods

let near: MessagePort
let far: MessagePort
let heard: string[]
let ended: string[]
let remote: Remote<Methods>
let tell: (event: string) => void

beforeEach(() => {
  const { port1, port2 } = new MessageChannel()
  ;[near, far, heard, ended] = [port1, port2, [], []]
  tell = serve<string>(far, methods)
  remote = connect<Methods, string>(near, {
    event: (event) => heard.push(event),
    end: (reason) => ended.push(reason),
  })
})
afterEach(() => remote.end())

describe('a call', () => {
  it('brings back what the method gives, at once or later, whatever the order', async () => {
    const calls = [remote.call('later', ['a']), remote.call('add', [1, 2]), remote.callByName('add', [3, 4])]
    expect(await Promise.all(calls)).toEqual(['A', 3, 7])
  })

  it('brings back an error: one that may be shown whole, of another name, text and code', async () => {
    const shown = await remote.call('refuse', []).catch((error: unknown) => error)
    expect(shown).toBeInstanceOf(PosternError)
    expect(shown).toMatchObject({ code: 'bad-input', message: 'It is wrong.', remedy: 'Mend it.' })
    await expect(remote.call('break', [])).rejects.toMatchObject({ name: 'RangeError', code: 'ERANGE' })
    await expect(remote.call('unclonable', [])).rejects.toThrow('could not be cloned')
    await expect(remote.callByName('constructor', [])).rejects.toThrow('no method constructor')
  })

  it('that cannot be sent is rejected, and leaves the others alone', async () => {
    await expect(remote.callByName('add', [() => 1])).rejects.toThrow('could not be cloned')
    expect(await remote.call('add', [1, 1])).toBe(2)
  })

  it('tells how far it is, before its answer', async () => {
    const told: number[] = []
    expect(await remote.call('count', [3], { onProgress: (at) => told.push(at) })).toBe(3)
    expect(told).toEqual([1, 2, 3])
  })

  it('can be cancelled, and ends as its method ends', async () => {
    const stop = new AbortController()
    const options = { signal: stop.signal, onProgress: () => stop.abort() }
    expect(await remote.call('untilCancelled', [], options)).toBe('cancelled')
    expect(await remote.call('untilCancelled', [], { signal: stop.signal })).toMatch(/at once|cancelled/)
  })

  it('hands over what is to be transferred', async () => {
    const bytes = new Uint8Array(1000)
    expect(await remote.call('sizeOf', [bytes], { transfer: [bytes.buffer] })).toBe(1000)
    expect(bytes.length).toBe(0)
  })
})

it('an event of the thread is heard', async () => {
  tell('news')
  await remote.call('add', [0, 0])
  expect(heard).toEqual(['news'])
})

describe('the end', () => {
  it('of the other side rejects what is pending and what comes later, and is told', async () => {
    const pending = remote.call('never', [])
    far.close()
    await expect(pending).rejects.toBeInstanceOf(ThreadEnded)
    await expect(remote.call('add', [1, 2])).rejects.toBeInstanceOf(ThreadEnded)
    expect(ended).toHaveLength(1)
  })

  it('that was asked for rejects what is pending, and is told to nobody', async () => {
    const pending = expect(remote.call('never', [])).rejects.toBeInstanceOf(ThreadEnded)
    await remote.end()
    await pending
    expect(ended).toEqual([])
  })

  it('of a thread is told with its reason', async () => {
    const script = `require('node:worker_threads').parentPort.once('message', () => { throw new Error('no memory') })`
    const dying = connect<Methods>(new Worker(script, { eval: true }), {
      end: (reason) => ended.push(reason),
    })
    await expect(dying.call('add', [1, 2])).rejects.toThrow('no memory')
    expect(ended).toEqual(['no memory'])
    await dying.end()
  })
})

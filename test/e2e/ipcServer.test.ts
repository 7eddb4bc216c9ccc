import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { malformedCalls } from './support/malformed.ts'

describe('the door', () => {
  let postern: Postern

  beforeAll(async () => {
    postern = await startPostern()
  })

  afterAll(() => postern.quit())

  async function expectAlive(): Promise<void> {
    const info = await postern.page.evaluate(() => window.postern.call('app:info', undefined))
    expect(info).toMatchObject({ ok: true })
  }

  it('has nothing of Node or Electron behind it on the page', async () => {
    const found = await postern.page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter(
        (name) => name in globalThis,
      ),
    )
    expect(found).toEqual([])
    expect(await postern.page.evaluate(() => Object.keys(window.postern).sort())).toEqual([
      'call',
      'importFile',
      'on',
      'platform',
    ])
  })

  it('cannot be exchanged or spied on by the page', async () => {
    const outcome = await postern.page.evaluate(async () => {
      const before = window.postern.call
      try {
        Object.assign(window.postern, { call: () => 'mine' })
      } catch {
        // Frozen objects say so in strict mode.
      }
      const isSame = window.postern.call === before
      Object.defineProperty(Object.prototype, 'secret', { configurable: true, value: 'from the prototype' })
      const answer = await window.postern.call('keys:set', { profile: 'sandbox', key: 'a' } as never)
      Reflect.deleteProperty(Object.prototype, 'secret')
      return { isSame, answer }
    })
    expect(outcome).toMatchObject({ isSame: true, answer: { ok: false, error: { code: 'bad-input' } } })
  })

  it.each(['keys:get', 'constructor', '__proto__', 'exchange:changed', '', 'app:info\0'])(
    'knows no call named %j',
    async (name) => {
      const answer = await postern.page.evaluate(
        (name) => window.postern.call(name as never, {} as never),
        name,
      )
      expect(answer).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    },
  )

  it('answers 10,000 malformed calls with a typed error each, and lives', async () => {
    const seed = Date.now()
    const calls = malformedCalls(10_000, seed)
    expect(calls).toHaveLength(10_000)
    for (let from = 0; from < calls.length; from += 1000) {
      const batch = calls.slice(from, from + 1000)
      const answers = await postern.page.evaluate(
        (batch) => Promise.all(batch.map(([name, input]) => window.postern.call(name, input as never))),
        batch,
      )
      const wrong = answers.flatMap((answer, at) =>
        !answer.ok && answer.error.code === 'bad-input' ? [] : [{ call: batch[at], answer }],
      )
      expect(wrong, `seed ${seed}`).toEqual([])
      expect(answers).toHaveLength(batch.length)
    }
    await expectAlive()
  })

  it('refuses what is too large, too deep, or no data at all', async () => {
    const answers = await postern.page.evaluate(async () => {
      const deep: unknown[] = []
      let inner = deep
      for (let depth = 0; depth < 500; depth += 1) inner.push((inner = []))
      const cyclic: Record<string, unknown> = { id: 'x' }
      cyclic['self'] = cyclic
      const inputs: unknown[] = [
        { id: 'x'.repeat(40 * 1024 * 1024) },
        { id: 'x', more: Array.from({ length: 200_000 }, () => 0) },
        deep,
        cyclic,
        new Map([['id', 'x']]),
        new Uint8Array(1_000_000),
        () => 'a function',
        Symbol('a symbol'),
        document.body,
        {
          get id(): string {
            throw new Error('a getter that throws')
          },
        },
      ]
      return Promise.all(
        inputs.map(async (input) => {
          try {
            const answer = await window.postern.call('app:dismissNotice', input as never)
            return answer.ok ? 'let through' : answer.error.code
          } catch {
            // Electron itself carries no such value over the bridge.
            return 'bad-input'
          }
        }),
      )
    })
    expect(new Set(answers)).toEqual(new Set(['bad-input']))
    await expectAlive()
  })

  it('opens only for the main frame of its own window', async () => {
    const answer = await postern.app.evaluate(async ({ app, BrowserWindow }) => {
      const preload = `${app.getAppPath()}/out/preload.cjs`
      const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
      await other.loadURL('postern-app://window/index.html')
      const answer: unknown = await other.webContents.executeJavaScript('window.postern.call("keys:list")')
      other.destroy()
      return answer
    })
    expect(answer).toMatchObject({ ok: false, error: { code: 'untrusted-sender' } })
    const inFrame = await postern.page.evaluate(() => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const found = frame.contentWindow !== null && 'postern' in frame.contentWindow
      frame.remove()
      return found
    })
    expect(inFrame).toBe(false)
  })
})

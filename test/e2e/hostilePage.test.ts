import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine } from '../../app/contract/commandWords.ts'
import { profileFor } from '../../app/contract/presets.ts'
import type { Profile } from '../../app/contract/profile.ts'
import { DEFAULT_SETTINGS } from '../../app/settings/settings.ts'
import { pieceIn } from '../unit/recorder/spellings.ts'
import { createDataFolder, startPostern, type Postern } from './postern.ts'

const KEY = `q7K+${randomBytes(15).toString('base64')}/z9=`

/** Code in the page, which has what the page has: the calls to main. It wants the key that is stored. */
describe('a page that was taken over', () => {
  const data = createDataFolder()
  const received: string[] = []
  let api: Server
  let origin = ''
  let postern: Postern

  /** It exchanges keys for tokens, repeats everything, and breaks off on request. */
  beforeAll(async () => {
    api = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString()
        received.push(`${request.method} ${request.url}\n${request.rawHeaders.join('\n')}\n${body}`)
        if (request.url === '/hang') return
        if (request.url === '/api/token/request') response.end('{"token":"a-token-of-no-shape"}')
        else if (request.url?.startsWith('/cut')) {
          response.writeHead(200, { 'Content-Length': body.length + 100 })
          response.write(body, () => response.destroy())
        } else response.end(JSON.stringify({ token: `seen ${received.at(-1)}` }))
      })
    })
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
    writeFileSync(
      join(data.path, 'settings.json'),
      JSON.stringify({ ...DEFAULT_SETTINGS, profiles: [own()] }),
    )
    postern = await startPostern(data.path)
    await postern.enterKey({ profile: 'Our own API', alias: 'ours', secret: KEY })
    // The user is there, and says no.
    await postern.app.evaluate(({ dialog }) => {
      dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false })
    })
  })

  afterAll(async () => {
    await postern.quit()
    api.close()
    data.remove()
  })

  const own = (): Profile => {
    const profile = profileFor('own', 'Our own API', origin)
    return { ...profile, retry: { ...profile.retry, backoffMs: [] } }
  }

  /** The calls, one after the other, as code in the page makes them; gives what main answers. */
  function run(...calls: [name: string, input: unknown][]): Promise<unknown[]> {
    return postern.page.evaluate(async (calls) => {
      const bridge = window.postern as unknown as { call(name: string, input: unknown): Promise<unknown> }
      const answers: unknown[] = []
      for (const [name, input] of calls) answers.push(await bridge.call(name, input))
      return answers
    }, calls)
  }

  const saved = (profile: Profile): [string, unknown] => ['settings:set', { profiles: [profile] }]
  const request = (target: string, body: string | null = null, key: string | null = 'ours') => ({
    profile: 'own',
    key,
    method: body === null ? 'GET' : 'POST',
    target,
    writtenFor: target.startsWith('/') ? origin : new URL(target).origin,
    headers: [],
    body,
    markedIdempotent: false,
    replayOf: null,
  })

  /** Sends from the page, and gives the exchange as the page can read it when it has ended. */
  async function sent(input: ReturnType<typeof request>): Promise<string> {
    const [answer] = await run(['exchange:send', input])
    const { value } = answer as { value: { id: string } }
    const read = async () => JSON.stringify((await run(['history:open', value]))[0])
    await expect.poll(read).toMatch(/"endedAt":"/)
    return read()
  }

  it('has the key used as it was entered', async () => {
    await run(['keys:test', { profile: 'own', key: 'ours' }])
    expect(received.join('\n')).toContain(KEY)
  })

  const token = (part: Partial<Profile['token']>) => ({ ...own(), token: { ...own().token, ...part } })
  it.each<[string, () => Profile]>([
    ['another endpoint', () => token({ path: '/echo' })],
    ['another endpoint below its base URL', () => ({ ...own(), baseUrl: `${origin}/echo` })],
    ['another host', () => ({ ...own(), baseUrl: origin.replace('127.0.0.1', 'localhost') })],
    ['another method', () => token({ method: 'GET', sendKeyIn: 'header', keyName: 'X-Key' })],
    ['another field', () => token({ keyName: 'note' })],
    ['the Authorization header', () => token({ sendKeyIn: 'bearer' })],
    ['another place for the token', () => token({ tokenAt: 'echo' })],
  ])('does not get the key sent to %s', async (_what, moved) => {
    const before = received.length
    const ofOwn = { profile: 'own', key: 'ours' }
    const answers = await run(
      saved(moved()),
      ['keys:test', ofOwn],
      ['keys:useHere', ofOwn],
      ['keys:rename', { ...ofOwn, to: 'theirs' }],
      ['keys:test', { ...ofOwn, key: 'theirs' }],
      ['keys:rename', { profile: 'own', key: 'theirs', to: 'ours' }],
    )
    // It says of its request what main wants to hear.
    const writtenFor = new URL(moved().baseUrl).origin
    const exchange = await sent({ ...request('/api/external/sites'), writtenFor })
    await run(
      saved(own()),
      ['keys:remove', ofOwn],
      saved(moved()),
      ['keys:restore', ofOwn],
      ['keys:test', ofOwn],
    )
    expect(pieceIn(received.slice(before).join('\n'), KEY)).toBeNull()
    expect(pieceIn(JSON.stringify(answers) + exchange, KEY)).toBeNull()
    const [again] = await run(saved(own()))
    expect(again).toMatchObject({ ok: true })
  })

  /** What the dialogs said, and what is answered from now on. */
  const answering = (response: number) =>
    postern.app.evaluate(({ dialog }, response) => {
      const said: string[] = []
      dialog.showMessageBox = (...given: unknown[]) => {
        said.push(JSON.stringify(given.at(-1)))
        return Promise.resolve({ response, checkboxChecked: false })
      }
      Object.assign(globalThis, { said })
    }, response)
  const said = () => postern.app.evaluate(() => (globalThis as unknown as { said: string[] }).said)

  it('sends to no host that the user has not confirmed, whether by an address or by a profile', async () => {
    await answering(0)
    const foreign = 'http://192.0.2.1:9'
    const short = { ...own().timeouts, connectMs: 1000 }
    const [refused] = await Promise.all([
      sent(request(`${foreign}/x`, 'what it sees', null)),
      sent(request(`${foreign}/y`, null, null)),
    ])
    expect(refused).toContain('Postern sent nothing.')
    expect(await said()).toEqual([expect.stringContaining(foreign)])
    await run(saved({ ...own(), baseUrl: 'http://xn--e1awd7f.invalid', timeouts: short }))
    const [test] = await run(['keys:set', { profile: 'own', key: 'theirs', secret: KEY }])
    expect(test).toMatchObject({ ok: true })
    const [tested] = await run(['keys:test', { profile: 'own', key: 'theirs' }])
    expect(tested).toMatchObject({ ok: false, error: { message: expect.stringContaining('xn--e1awd7f') } })
    expect(await said()).toHaveLength(2)
    // The page cannot confirm a host by itself.
    const [set] = await run(['settings:set', { confirmedOrigins: ['http://xn--e1awd7f.invalid'] }])
    expect(set).toMatchObject({ ok: false, error: { code: 'bad-input' } })

    await answering(1)
    await run(['keys:remove', { profile: 'own', key: 'theirs' }], saved({ ...own(), timeouts: short }))
    const allowed = await sent(request('http://other.invalid/x', 'what the user sends', null))
    expect(allowed).toContain('"outcome":"transport-failure"')
    expect(allowed).not.toContain('Postern sent nothing.')
    expect(await said()).toEqual([expect.stringContaining('http://other.invalid')])
    await sent(request('http://other.invalid/y', null, null))
    expect(await said()).toHaveLength(1)
    await answering(0)
    await run(saved(own()))
  })

  it('gets nothing sent to the host of a base URL that it has just saved, as written for the former one', async () => {
    const moved = { ...own(), baseUrl: origin.replace('127.0.0.1', 'localhost') }
    const before = received.length
    const typed = request('/walk', '{"password":"typed"}', null)
    const [, refused, sent] = await run(
      saved(moved),
      ['exchange:send', { ...typed, headers: [['X-Api-Key', 'typed']] }],
      ['exchange:send', { ...typed, target: `${moved.baseUrl}/walk`, writtenFor: moved.baseUrl }],
    )
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    expect(JSON.stringify(refused)).toContain(`would go to ${moved.baseUrl} now`)
    expect(sent).toMatchObject({ ok: true })
    await expect.poll(() => received.length).toBe(before + 1)
    expect(received.at(-1)).not.toContain('X-Api-Key')
    await run(saved(own()))
  })

  it('starts no program without a yes of the user, and none in a folder of its choice', async () => {
    const marker = join(data.path, 'started')
    const program = ['-e', `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`]
    const drill = {
      command: commandLine([process.execPath, ...program]),
      folder: data.path,
      variables: [],
      scenarios: ['403'],
      speed: 60,
    }
    await answering(1)
    const [foreign] = await run(['drill:run', drill])
    expect(foreign).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    expect(await said()).toEqual([])
    await postern.app.evaluate(({ dialog }, folder) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [folder] })
    }, data.path)
    await answering(0)
    const hidden = { ...drill, command: `${drill.command} \u202etxt` }
    const [, refused, declined] = await run(
      ['drill:chooseFolder', undefined],
      ['drill:run', hidden],
      ['drill:run', drill],
    )
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    expect(declined).toEqual({ ok: true, value: false })
    expect(await said()).toEqual([expect.stringContaining('writeFileSync')])
    expect(existsSync(marker)).toBe(false)

    await answering(1)
    expect(await run(['drill:run', drill])).toEqual([{ ok: true, value: true }])
    await expect.poll(() => existsSync(marker)).toBe(true)
    await answering(0)
  })

  it('does not hold main up, however much it sends', async () => {
    const found = await postern.page.evaluate(
      async (input) => {
        const bridge = window.postern
        const sends = Array.from({ length: 3000 }, () => bridge.call('exchange:send', input))
        const before = performance.now()
        await bridge.call('app:info', undefined)
        const waitedMs = performance.now() - before
        const answers = await Promise.all(sends)
        const ids = answers.flatMap((answer) => (answer.ok ? [(answer.value as { id: string }).id] : []))
        const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.error.message]))
        for (const id of ids) await bridge.call('exchange:cancel', { id })
        return { waitedMs, sent: ids.length, refusals: [...new Set(refusals)] }
      },
      request('/hang', null, null),
    )
    expect(found.sent).toBe(64)
    expect(found.refusals).toEqual(['Postern already sends 64 requests.'])
    // Without a limit it was ten seconds; a busy machine takes its own time.
    expect(found.waitedMs).toBeLessThan(5000)
  })

  it('cuts no response where it likes', async () => {
    const caps = [1, 2, 100, 1000, 65_535]
    const answers = await run(...caps.map((bodyCapBytes) => saved({ ...own(), bodyCapBytes })))
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'bad-input' } })
  })

  it('is not told by what it wrote whether its guess of the key was right', async () => {
    for (let length = 1; length <= KEY.length; length += 1) {
      const guesses = [KEY.slice(0, length), `${KEY.slice(0, length - 1)}#`, KEY.slice(-length)]
      for (const guess of guesses) {
        const text = JSON.stringify({ method: 'GET', target: `/x?${guess}`, headers: [['X-Guess', guess]] })
        const [, draft, set] = await run(
          ['draft:keep', { text }],
          ['draft:get', undefined],
          saved({ ...own(), name: guess }),
        )
        expect(draft).toEqual({ ok: true, value: { text } })
        expect(set).toMatchObject({ value: { profiles: [{ name: guess }] } })
      }
    }
    await run(saved(own()))
  })

  it('is not told by a response that repeats its guess and breaks off whether the guess was right', async () => {
    const told = async (guess: string) => {
      const exchange = JSON.parse(await sent(request('/cut', `The key ${guess}`, null))) as {
        value: { attempts: { response: { body: string } | null }[]; diagnosis: unknown }
      }
      const { attempts, diagnosis } = exchange.value
      return JSON.stringify([attempts.at(-1)?.response?.body, diagnosis]).replaceAll(/[\dA-Z]{26}/g, 'ID')
    }
    for (const length of [4, 5, 8, 13, 20]) {
      const wrong = `${KEY.slice(0, length - 1)}${KEY[length - 1] === 'x' ? 'y' : 'x'}`
      expect(await told(KEY.slice(0, length))).toBe(await told(wrong))
    }
  })
})

import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { summarize, type HistoryPage } from '../../../app/contract/summary.ts'
import { BridgeFailure, call, useBridge } from '../../../renderer/api/bridge.ts'
import { announcement } from '../../../renderer/ui/announcer.ts'
import { useComposerStore } from '../../../renderer/features/composer/composer.ts'
import { partCounts } from '../../../renderer/features/composer/partCounts.ts'
import { useResendStore } from '../../../renderer/features/exchange/resend.ts'
import { useExchangesStore } from '../../../renderer/features/history/exchanges.ts'
import { useReplaysStore } from '../../../renderer/features/replay/replays.ts'
import { useNoticesStore } from '../../../renderer/features/window/notices.ts'
import { useSessionStore } from '../../../renderer/features/window/session.ts'
import { windowOf } from '../../fixtures/windowState.ts'
import { fakeBridge, Refusal, type FakeBridge } from './fakeBridge.ts'
import {
  changeTo,
  sessionOf,
  exchangeOf,
  idOf,
  INFO,
  keyOf,
  PROFILES,
  SETTINGS,
  summaryOf,
} from './samples.ts'

const KEYS = [keyOf('broken', { state: 'unreadable' }), keyOf('site-7'), keyOf('company')]

type Answers = Parameters<typeof fakeBridge>[0]

function appWith(answers: Answers = {}): FakeBridge {
  const bridge = fakeBridge({
    'app:info': () => INFO,
    'app:dismissNotice': () => undefined,
    'session:get': () => sessionOf({ keys: KEYS, rateWindow: windowOf({ key: 'site-7', used: 1 }) }),
    'settings:set': (change) => ({ ...SETTINGS, ...JSON.parse(JSON.stringify(change)) }),
    'keys:set': (input) => keyOf(input.key, { profile: input.profile, builtIn: false }),
    'keys:remove': () => ({ isHeld: false }),
    'history:list': () => ({ items: [], next: null, total: 0 }),
    'history:open': ({ id }) => ({ ...exchangeOf(0), id }),
    'exchange:send': () => ({ id: idOf(100) }),
    ...answers,
  })
  useBridge(bridge)
  return bridge
}

beforeEach(() => {
  setActivePinia(createPinia())
})

afterEach(() => {
  useBridge(null)
})

describe('call', () => {
  it('turns a refusal into an error with code, message and remedy', async () => {
    appWith({
      'app:info': () => {
        throw new Refusal('key-missing', 'There is no such key.', 'Enter it.')
      },
    })
    await expect(call('app:info', undefined)).rejects.toMatchObject({
      name: 'BridgeFailure',
      code: 'key-missing',
      message: 'There is no such key.',
      remedy: 'Enter it.',
    })
  })

  it('turns a call that breaks into an error with a remedy too', async () => {
    appWith({
      'app:info': () => {
        throw new Error('the channel is closed')
      },
    })
    const failure = await call('app:info', undefined).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(BridgeFailure)
    expect(failure).toMatchObject({
      code: 'internal',
      message: expect.stringContaining('the channel is closed'),
    })
  })
})

describe('the session', () => {
  it('starts with the profile and the key of the settings, and reads their window', async () => {
    appWith()
    const session = useSessionStore()
    await session.start()
    expect([session.profileId, session.keyAlias]).toEqual(['sandbox', 'site-7'])
    expect(session.rateWindow?.used).toBe(1)
  })

  it('falls back to a key that can be used when the kept choice cannot', async () => {
    appWith({
      'session:get': () =>
        sessionOf({ keys: KEYS, settings: { ...SETTINGS, selected: { profile: 'gone', key: 'broken' } } }),
    })
    const session = useSessionStore()
    await session.start()
    expect([session.profileId, session.keyAlias]).toEqual(['sandbox', 'site-7'])
  })

  it('says what is wrong when it cannot start, and can try again', async () => {
    let isBroken = true
    appWith({
      'session:get': () => {
        if (isBroken) throw new Refusal('settings-unavailable', 'The settings cannot be read.')
        return sessionOf({ keys: KEYS })
      },
    })
    const session = useSessionStore()
    await session.start()
    expect(session.loaded).toMatchObject({
      state: 'failed',
      trouble: { message: 'The settings cannot be read.' },
    })
    isBroken = false
    await session.load()
    expect(session.keyAlias).toBe('site-7')
  })

  it('keeps a new choice and follows only the window of the chosen key', async () => {
    const bridge = appWith()
    const session = useSessionStore()
    await session.start()
    await session.select('sandbox', 'company')
    bridge.emit('window:changed', windowOf({ key: 'site-7', used: 50 }))
    expect(session.rateWindow).toBeNull()
    bridge.emit('window:changed', windowOf({ key: 'company', used: 51 }))
    expect(session.rateWindow?.used).toBe(51)
    expect(bridge.calls).toContainEqual({
      name: 'settings:set',
      input: { selected: { profile: 'sandbox', key: 'company' } },
    })
  })

  it('takes in what main pushes, and asks nothing more', async () => {
    const bridge = appWith()
    const session = useSessionStore()
    await session.start()
    const before = bridge.calls.length
    const selected = { profile: 'sandbox', key: 'company' }
    bridge.emit(
      'session:changed',
      sessionOf({
        settings: { ...SETTINGS, selected },
        keys: [keyOf('company')],
        rateWindow: windowOf({ key: 'company', used: 3 }),
        token: { profile: 'sandbox', key: 'company', claims: null, expiresAt: null },
      }),
    )
    expect(session.keys.map(({ alias }) => alias)).toEqual(['company'])
    expect([session.profileId, session.keyAlias]).toEqual(['sandbox', 'company'])
    expect(session.rateWindow?.used).toBe(3)
    expect(bridge.calls).toHaveLength(before)
  })

  it('keeps the choice for now when the settings cannot be written, and says so', async () => {
    appWith({
      'settings:set': () => {
        throw new Refusal('settings-unavailable', 'The disk is full.')
      },
    })
    const session = useSessionStore()
    await session.start()
    await session.setTheme('dark')
    expect(session.theme).toBe('dark')
    expect(useNoticesStore().list).toMatchObject([
      { title: 'Postern did not keep the theme', detail: 'The disk is full.' },
    ])
  })

  it('shows a notice once, and takes it away when it is dismissed', async () => {
    const bridge = appWith()
    const session = useSessionStore()
    await session.start()
    const notice = { id: 'a', severity: 'warning', title: 'Damaged', detail: 'x', remedy: null } as const
    bridge.emit('notice:added', notice)
    bridge.emit('notice:added', notice)
    expect(useNoticesStore().list).toHaveLength(1)
    await useNoticesStore().dismiss('a')
    expect(useNoticesStore().list).toEqual([])
    expect(bridge.calls).toContainEqual({ name: 'app:dismissNotice', input: { id: 'a' } })
  })

  it('uses a key as soon as it is entered', async () => {
    appWith()
    const session = useSessionStore()
    await session.start()
    await session.enterKey('sandbox', 'fresh', 'sandbox-fresh')
    expect(session.keyAlias).toBe('fresh')
  })
})

describe('the exchanges', () => {
  it('list what is kept, and go on with older pages', async () => {
    appWith({
      'history:list': ({ before }) =>
        before === null
          ? { items: [summaryOf(4), summaryOf(3)], next: idOf(3), total: 4 }
          : { items: [summaryOf(2), summaryOf(1)], next: null, total: 4 },
    })
    const exchanges = useExchangesStore()
    await exchanges.start()
    await exchanges.loadMore()
    await exchanges.loadMore()
    expect(exchanges.items.map((item) => item.id)).toEqual([4, 3, 2, 1].map(idOf))
    expect(exchanges.total).toBe(4)
  })

  it('say what is wrong when the history cannot be read, and can try again', async () => {
    let isBroken = true
    appWith({
      'history:list': () => {
        if (isBroken) throw new Refusal('history-unavailable', 'The history is locked.')
        return { items: [summaryOf(1)], next: null, total: 1 }
      },
    })
    const exchanges = useExchangesStore()
    await exchanges.start()
    expect(exchanges.listing).toMatchObject({
      state: 'failed',
      trouble: { message: 'The history is locked.' },
    })
    isBroken = false
    await exchanges.startOver()
    expect(exchanges.items).toHaveLength(1)
  })

  it.each(['refresh', 'startOver'] as const)(
    'keep what was told of while the newest page was read: %s',
    async (way) => {
      const pages: ((page: HistoryPage) => void)[] = []
      const bridge = appWith({ 'history:list': () => new Promise((resolve) => pages.push(resolve)) })
      const exchanges = useExchangesStore()
      const started = exchanges.start()
      pages[0]?.({ items: [summaryOf(2, { outcome: null }), summaryOf(1)], next: null, total: 2 })
      await started
      if (way === 'startOver') void exchanges.startOver()
      else bridge.emit('history:changed', null)
      bridge.emit('exchange:changed', changeTo(summaryOf(2)))
      bridge.emit('exchange:changed', changeTo(summaryOf(3)))
      pages[1]?.({ items: [summaryOf(2, { outcome: null }), summaryOf(1)], next: null, total: 2 })
      await expect.poll(() => exchanges.listing.state).toBe('ready')
      await nextTick()
      expect(exchanges.items.map(({ id, outcome }) => [id, outcome])).toEqual(
        [3, 2, 1].map((n) => [idOf(n), 'success']),
      )
      expect(exchanges.total).toBe(3)
    },
  )

  it('announce the selected exchange once, when it ends, and no other', async () => {
    const bridge = appWith()
    const exchanges = useExchangesStore()
    await exchanges.start()
    await exchanges.select(idOf(1))
    const before = announcement.value
    bridge.emit('exchange:changed', changeTo(summaryOf(2, { headline: 'One of many' })))
    expect(announcement.value).toBe(before)
    bridge.emit('exchange:changed', changeTo(summaryOf(1, { outcome: null, status: null })))
    expect(exchanges.total).toBe(2)
    const ended = summaryOf(1, { status: 403, outcome: 'http-failure', headline: 'Outside the scope' })
    bridge.emit('exchange:changed', changeTo(ended))
    const said = announcement.value
    expect(said).toContain('403, Outside the scope')
    bridge.emit('exchange:changed', changeTo(ended))
    expect(announcement.value).toBe(said)
    expect(exchanges.total).toBe(2)
  })

  it.each(['before', 'after'] as const)(
    'open what was just sent by what main pushes %s the id is known, without asking',
    async (when) => {
      const exchange = { ...exchangeOf(100), outcome: null }
      const push = () => bridge.emit('exchange:changed', changeTo(summarize(exchange), exchange))
      const bridge = appWith({
        'exchange:send': () => {
          if (when === 'before') push()
          return { id: exchange.id }
        },
      })
      await useSessionStore().start()
      const exchanges = useExchangesStore()
      await exchanges.start()
      await useComposerStore().send()
      if (when === 'after') {
        expect(exchanges.opened.state).toBe('loading')
        push()
      }
      await expect.poll(() => exchanges.opened.state).toBe('ready')
      expect(bridge.calls.at(-1)?.name).toBe('exchange:send')
    },
  )

  it('show the exchange chosen last, whichever answer comes last', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    appWith({
      'history:open': async ({ id }) => {
        if (id === idOf(1)) await held
        return { ...exchangeOf(0), id }
      },
    })
    const exchanges = useExchangesStore()
    const slow = exchanges.select(idOf(1))
    await exchanges.select(idOf(2))
    release()
    await slow
    expect(exchanges.opened).toMatchObject({ state: 'ready', value: { id: idOf(2) } })
  })

  it('follow the progress of what is selected until it ends', async () => {
    const bridge = appWith()
    const exchanges = useExchangesStore()
    await exchanges.start()
    await exchanges.select(idOf(1))
    const step = {
      id: idOf(1),
      state: 'waiting',
      attempt: 2,
      of: 5,
      until: 1000,
      reason: 'A 500 may pass.',
    } as const
    bridge.emit('exchange:progress', step)
    expect(exchanges.selectedProgress).toEqual(step)
    expect(announcement.value).toContain('Waiting. A 500 may pass.')
    bridge.emit('exchange:progress', { ...step, state: 'done' })
    expect(exchanges.selectedProgress).toBeNull()
  })

  it('say why a request did not leave', async () => {
    appWith({
      'exchange:send': () => {
        throw new Refusal('key-unreadable', 'The key cannot be decrypted.', 'Enter it again.')
      },
    })
    const session = useSessionStore()
    await session.start()
    await useComposerStore().send()
    expect(useNoticesStore().list).toMatchObject([
      {
        title: 'Postern did not send the request',
        detail: 'The key cannot be decrypted.',
        remedy: 'Enter it again.',
      },
    ])
    expect(useExchangesStore().selectedId).toBeNull()
  })
})

describe('the composer', () => {
  const sentBy = (bridge: FakeBridge) =>
    bridge.calls.filter((made) => made.name === 'exchange:send').map((made) => made.input)

  it('sends the draft with the chosen profile and key', async () => {
    const bridge = appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    composer.fill({
      method: 'POST',
      target: '  /api/webhook/subscribers ',
      headers: [
        { name: ' x-note ', value: 'a' },
        { name: '', value: 'ignored' },
      ],
      body: '{}',
      markedIdempotent: true,
    })
    await composer.send()
    expect(sentBy(bridge)).toEqual([
      {
        profile: 'sandbox',
        key: 'site-7',
        method: 'POST',
        target: '/api/webhook/subscribers',
        writtenFor: 'http://127.0.0.1:4000',
        headers: [['x-note', 'a']],
        body: '{}',
        markedIdempotent: true,
        replayOf: null,
        isOpened: true,
      },
    ])
  })

  it('leaves out a header that is switched off, whatever it is', async () => {
    const bridge = appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    composer.fill({
      headers: [
        { name: 'no spaces', value: '', isOff: true },
        { name: 'x-api-key', value: '', isSecret: true, isOff: true },
        { name: 'x-note', value: 'a' },
      ],
    })
    expect(composer.obstacle).toBeNull()
    await composer.send()
    expect(sentBy(bridge)).toMatchObject([{ headers: [['x-note', 'a']] }])
  })

  it('keeps what another request took the place of, unless nothing was written yet', async () => {
    appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    composer.replace({ target: '/api/external/staffs' })
    expect(composer.replaced).toBeNull()
    composer.addBlankHeader()
    const [{ id } = { id: 0 }] = composer.draft.headers
    composer.writeHeader(id, { name: 'x-note', value: 'a' })
    composer.replace({ method: 'POST', target: '/api/webhook/subscribers', body: '{}' })
    expect(composer.draft).toMatchObject({ method: 'POST', headers: [], body: '{}' })
    composer.bringBack()
    expect(composer.draft).toMatchObject({
      method: 'GET',
      target: '/api/external/staffs',
      headers: [{ name: 'x-note', value: 'a' }],
      body: '',
    })
    composer.bringBack()
    expect(composer.draft.target).toBe('/api/webhook/subscribers')
    await composer.submit()
    expect(composer.replaced).toBeNull()
  })

  it('keeps what the user wrote, however many ready requests take its place one after the other', async () => {
    appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    composer.fill({ method: 'POST', target: '/api/webhook/subscribers', body: '{"mine":1}' })
    composer.replace({ target: '/api/external/sites' })
    composer.replace({ target: '/api/external/sites' })
    composer.replace({ target: '/api/external/sites?customerId=1099' })
    composer.replace({ target: '/api/external/sites' })
    composer.bringBack()
    expect(composer.draft.body).toBe('{"mine":1}')
  })

  it('counts what an endpoint needs and does not have, and opens nothing over what is read', async () => {
    appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    const remarks = () => partCounts(composer.draft, composer.endpoint).remarks
    composer.write({ target: '/api/external/incidentreports/reportdata?incidentReportId=1' })
    await nextTick()
    expect(remarks()).toBe(0)
    composer.write({ target: '/api/external/staffs/{id}/licenses' })
    await nextTick()
    expect([remarks(), composer.isOpen]).toEqual([1, false])
  })

  it('does not vouch for a GET, whatever was ticked before', async () => {
    const bridge = appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    composer.fill({ method: 'GET', markedIdempotent: true })
    await composer.send()
    expect(sentBy(bridge)).toMatchObject([{ markedIdempotent: false, body: null }])
  })

  it('has no word for a POST that is made of a recorded GET', async () => {
    const bridge = appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    await useResendStore().load(exchangeOf(1))
    composer.chooseMethod('POST')
    expect(composer.draft.markedIdempotent).toBe(false)
    await composer.send()
    expect(sentBy(bridge)).toMatchObject([{ method: 'POST', markedIdempotent: false }])
  })

  it('lets the word go with the method that it was given for, and only with that', async () => {
    appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    const request = { ...exchangeOf(1).request, method: 'PUT', idempotent: true }
    await useResendStore().load(exchangeOf(1, { request }))
    composer.chooseMethod('PUT')
    expect(composer.draft.markedIdempotent).toBe(true)
    composer.chooseMethod('DELETE')
    expect(composer.draft.markedIdempotent).toBe(false)
  })

  it('says what is missing instead of sending it', async () => {
    const bridge = appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    composer.fill({ target: '  ' })
    expect(composer.obstacle).toContain('path')
    await composer.send()
    composer.fill({ headers: [{ name: 'no spaces', value: '' }] })
    expect(composer.obstacle).toContain('no spaces')
    await composer.send()
    expect(sentBy(bridge)).toEqual([])
  })

  it('takes a kept request over, without its secrets and with its key', async () => {
    appWith()
    const session = useSessionStore()
    await session.start()
    const composer = useComposerStore()
    const request = {
      ...exchangeOf(1).request,
      headers: [
        ['authorization', '[redacted]'],
        ['x-note', 'a'],
      ] satisfies [string, string][],
    }
    await useResendStore().load(exchangeOf(1, { key: 'company', request }))
    expect(composer.draft).toMatchObject({
      target: '/api/external/sites?customerId=1099',
      headers: [{ name: 'x-note', value: 'a' }],
    })
    expect(session.keyAlias).toBe('company')
  })

  it('asks for a secret that is not kept before it sends the request again', async () => {
    const bridge = appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    const headers: [string, string][] = [['external-gh-apim-sub-key', '[redacted]']]
    await useResendStore().replay(exchangeOf(1, { request: { ...exchangeOf(1).request, headers } }))
    expect(sentBy(bridge)).toEqual([])
    expect(composer.obstacle).toContain('external-gh-apim-sub-key')
    const [line] = composer.draft.headers
    if (line) line.value = 'sandbox-sub-key'
    expect(composer.obstacle).toBeNull()
  })

  it.each([
    ['URL', { url: 'http://127.0.0.1:4000/api/external/sites?token=%5Bredacted%5D' }],
    ['body', { method: 'PUT', body: '{"name":"x","apiKey":"[redacted]"}' }],
  ])('never sends the mark that stands for a secret in the %s', async (part, change) => {
    const bridge = appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    const exchange = exchangeOf(1, { request: { ...exchangeOf(1).request, ...change } })
    await useResendStore().replay(exchange)
    await useResendStore().replay(exchange, 'company')
    await useResendStore().askAgain(exchange, exchange.request.url)
    expect(composer.obstacle).toContain(part)
    await composer.send()
    expect(sentBy(bridge)).toEqual([])
    expect(useReplaysStore().request).toBeNull()
    composer.write({ target: '/api/external/sites?token=a' })
    composer.write({ body: '{"name":"x","apiKey":"a"}' })
    expect(composer.obstacle).toBeNull()
  })

  it('takes a command over for the profile whose API it asks, which gives it a token', async () => {
    const uk = PROFILES.find(({ id }) => id === 'guardhouse-uk')
    appWith({
      'session:get': () => sessionOf({ keys: [...KEYS, keyOf('theirs', { profile: 'guardhouse-uk' })] }),
      'import:command': () => ({
        method: 'GET',
        url: `${uk?.baseUrl ?? ''}/api/external/sites`,
        headers: [['Authorization', '[redacted]']],
        body: null,
        blanked: ['header Authorization of the request'],
        missing: [],
        token: null,
        notes: [],
      }),
    })
    const session = useSessionStore()
    await session.start()
    const composer = useComposerStore()
    await useResendStore().takeCommand('curl …')
    expect([session.profileId, session.keyAlias]).toEqual(['guardhouse-uk', 'theirs'])
    expect(composer.draft).toMatchObject({ target: '/api/external/sites', headers: [] })
    expect(composer.obstacle).toBeNull()
  })

  const pasted = (changes: object) => ({
    'import:command': () => ({
      method: 'GET',
      url: 'https://own.example/api/external/sites?customerId=1099',
      headers: [] as [string, string][],
      body: null,
      blanked: [],
      missing: [],
      token: null,
      notes: [],
      ...changes,
    }),
  })
  const CLAIMS = {
    keyType: null,
    companyIds: null,
    customerIds: ['7', '12'],
    siteIds: null,
    issuedAt: null,
    expiresAt: null,
  }
  const HELD = { id: 'held', origin: 'https://own.example', scheme: 'Bearer', claims: CLAIMS }

  it('forecasts what the token of a command sees, and sends it with the request to its host alone', async () => {
    const bridge = appWith(pasted({ token: HELD }))
    await useSessionStore().start()
    const composer = useComposerStore()
    await useResendStore().takeCommand('curl …')
    expect(composer.obstacle).toBeNull()
    expect(composer.refusal?.sentence).toBe(
      'This token sees customers 7 and 12. You ask for 1099. Expect a 403.',
    )
    await composer.send()
    expect(sentBy(bridge)).toMatchObject([{ sessionToken: 'held' }])
    composer.write({ target: 'https://other.example/api/external/sites' })
    expect(composer.tokenInUse).toBeNull()
    await composer.send()
    expect(sentBy(bridge)[1]).not.toHaveProperty('sessionToken')
  })

  it('says of a token whose time is over that the API will refuse it', async () => {
    appWith(pasted({ token: { ...HELD, claims: { ...CLAIMS, expiresAt: Date.now() - 60_000 } } }))
    await useSessionStore().start()
    await useResendStore().takeCommand('curl …')
    expect(useComposerStore().refusal?.sentence).toMatch(/^This token expired .*\. Expect a 401\.$/)
  })

  it('forgets the token of a command at a word, and with the draft', async () => {
    const bridge = appWith({ ...pasted({ token: HELD }), 'import:forgetToken': () => undefined })
    await useSessionStore().start()
    const composer = useComposerStore()
    await useResendStore().takeCommand('curl …')
    await composer.forgetToken()
    expect(composer.sessionToken).toBeNull()
    expect(bridge.calls).toContainEqual({ name: 'import:forgetToken', input: { id: 'held' } })
    await useResendStore().takeCommand('curl …')
    expect(composer.tokenInUse?.id).toBe('held')
    composer.fill({ target: 'https://own.example/' })
    expect(composer.sessionToken).toBeNull()
  })

  it('asks to fill in what a command leaves open, until it is filled in or kept', async () => {
    const url = 'https://own.example/sites/{{id}}'
    appWith(pasted({ url, headers: [['X-A', '$NAME']], missing: ['{{id}}', '$NAME'] }))
    await useSessionStore().start()
    const composer = useComposerStore()
    await useResendStore().takeCommand('curl …')
    expect(composer.obstacle).toBe('Fill this in before you send: {{id}}, $NAME')
    composer.write({ target: 'https://own.example/sites/7' })
    expect(composer.obstacle).toBe('Fill this in before you send: $NAME')
    composer.keepUnfilled()
    expect(composer.obstacle).toBeNull()
  })

  it.each([
    'http://localhost:5000/api/external/sites',
    'http://127.0.0.1:5000/api/external/sites',
    'http://[::1]:5000/api/external/sites',
    'http://localhost/api/external/sites',
  ])('leaves %s what it is, though the sandbox is selected', async (url) => {
    const bridge = appWith(pasted({ url }))
    await useSessionStore().start()
    const composer = useComposerStore()
    await useResendStore().takeCommand('curl …')
    expect(composer.draft.target).toBe(url)
    await composer.send()
    expect(sentBy(bridge)).toMatchObject([{ target: url }])
  })

  it('asks for an Authorization of its own again where no key gives one', async () => {
    const bridge = appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    const headers: [string, string][] = [['Authorization', '[redacted]']]
    const request = { ...exchangeOf(1).request, headers, url: 'https://elsewhere.example/api/x' }
    await useResendStore().replay(exchangeOf(1, { request }))
    expect(sentBy(bridge)).toEqual([])
    expect(composer.obstacle).toContain('Authorization')
  })

  it('takes a request of another profile over with a key of that profile', async () => {
    const [first, second] = PROFILES
    appWith({
      'session:get': () => sessionOf({ keys: [...KEYS, keyOf('theirs', { profile: second?.id ?? '' })] }),
    })
    const session = useSessionStore()
    await session.start()
    await useResendStore().load(exchangeOf(1, { profile: second?.id ?? '', key: 'removed' }))
    expect([session.profileId, session.keyAlias]).toEqual([second?.id, 'theirs'])
    expect(first?.id).toBe('sandbox')
  })

  it('replays a kept request as it was, and remembers which', async () => {
    const bridge = appWith()
    await useSessionStore().start()
    const composer = useComposerStore()
    composer.write({ target: '/something/else' })
    await useResendStore().replay(exchangeOf(7, { key: 'company' }))
    expect(sentBy(bridge)).toMatchObject([
      {
        key: 'company',
        target: '/api/external/sites?customerId=1099',
        markedIdempotent: false,
        replayOf: idOf(7),
      },
    ])
    expect(composer.draft.target).toBe('/something/else')
  })

  it('replays with another key than it was sent with', async () => {
    const bridge = appWith()
    await useSessionStore().start()
    await useResendStore().replay(exchangeOf(7), 'company')
    expect(sentBy(bridge)).toMatchObject([{ key: 'company', replayOf: idOf(7) }])
  })

  it('asks first where a request may have run already', async () => {
    const bridge = appWith()
    await useSessionStore().start()
    const request = { ...exchangeOf(7).request, method: 'POST', idempotent: false }
    await useResendStore().replay(exchangeOf(7, { request }), 'company')
    expect(sentBy(bridge)).toEqual([])
    expect(useReplaysStore().request).toEqual({ selection: { ids: [idOf(7)] }, keys: { sandbox: 'company' } })
  })
})

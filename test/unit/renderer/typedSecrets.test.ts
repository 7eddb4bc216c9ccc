import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PRESETS } from '../../../app/contract/presets.ts'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { useComposerStore } from '../../../renderer/features/composer/composer.ts'
import { emptyDraft, type Draft } from '../../../renderer/features/composer/draft.ts'
import { placeOf, withoutTypedSecrets } from '../../../renderer/features/composer/typedSecrets.ts'
import { useSessionStore } from '../../../renderer/features/window/session.ts'
import { fakeBridge } from './fakeBridge.ts'
import { keyOf, sessionOf, SETTINGS } from './samples.ts'

const TYPED = 'what-somebody-typed'
const [SANDBOX, AU] = PRESETS
if (!SANDBOX || !AU) throw new Error('There are no presets')

function draftWith(part: Partial<Draft>): Draft {
  return { ...emptyDraft(), headers: [], ...part }
}

describe('what was typed as a secret', () => {
  it.each<[string, Partial<Draft>, Partial<Draft>]>([
    ['Authorization', { headers: [{ name: 'authorization', value: `Bearer ${TYPED}` }] }, {}],
    ['X-Api-Key', { headers: [{ name: 'X-Api-Key', value: TYPED, isOff: true }] }, {}],
    ['external-gh-apim-sub-key', { headers: [{ name: 'external-gh-apim-sub-key', value: TYPED }] }, {}],
    ['X-Ours', { headers: [{ name: 'X-Ours', value: TYPED }] }, {}],
    ['api_key', { target: `/x?a=1&api_key=${TYPED}&b=2` }, { target: '/x?a=1&api_key=[redacted]&b=2' }],
    [
      'password',
      { body: `{"user":"me","password": "${TYPED}\\"x"}` },
      { body: '{"user":"me","password": "[redacted]"}' },
    ],
    ['client_secret', { body: `a=1&client_secret=${TYPED}` }, { body: 'a=1&client_secret=[redacted]' }],
    ['pin', { body: '{"pin":1234}' }, { body: '{"pin":"[redacted]"}' }],
    [
      'password',
      { body: `<a><password>${TYPED}</password></a>` },
      { body: '<a><password>[redacted]</password></a>' },
    ],
    ['token', { body: JSON.stringify({ b: JSON.stringify({ token: TYPED }) }) }, {}],
    ['X-Own', { headers: [{ name: 'X-Own', value: `Bearer 0${TYPED}` }] }, {}],
  ])('is emptied by the name %s, and told', (name, given, rest) => {
    const { draft, emptied } = withoutTypedSecrets(draftWith(given), ['X-Ours'])
    expect(JSON.stringify(draft)).not.toContain(TYPED)
    expect(draft).toMatchObject(rest)
    expect(emptied.map((one) => one.toLowerCase())).toEqual([name.toLowerCase()])
    for (const line of draft.headers) expect(line).toMatchObject({ value: '', isSecret: true })
  })

  it('leaves the rest as it is', () => {
    const given = draftWith({
      target: '/api/external/sites?page=2&nextPageToken=x',
      headers: [
        { name: 'Accept', value: 'text/plain' },
        { name: 'Authorization', value: '' },
      ],
      body: '{"name":"Authorization","keyword":"a"}',
    })
    expect(withoutTypedSecrets(given, [])).toEqual({ draft: given, emptied: [] })
    const empty = { ...given, body: '{"token":"[redacted]"}' }
    expect(withoutTypedSecrets(empty, [])).toEqual({ draft: empty, emptied: [] })
  })
})

describe('where a draft goes', () => {
  it.each([
    ['/api/external/sites', `${AU.id} ${AU.baseUrl}`],
    ['https://other.example/x', `${AU.id} https://other.example`],
    ['https://', null],
    ['api/external', null],
    ['', null],
  ])('is told by its target and its profile: %s', (target, place) => {
    expect(placeOf(target, AU)).toBe(place)
    expect(placeOf(target, null)).toBeNull()
  })
})

describe('the composer', () => {
  beforeEach(async () => {
    setActivePinia(createPinia())
    useBridge(
      fakeBridge({
        'session:get': () => sessionOf({ keys: [keyOf('site-7')] }),
        'settings:set': (change) => ({ ...SETTINGS, ...JSON.parse(JSON.stringify(change)) }),
      }),
    )
    await useSessionStore().start()
  })
  afterEach(() => {
    useBridge(null)
  })

  function withAuthorization() {
    const composer = useComposerStore()
    composer.fill({ target: '/api/external/sites', headers: [{ name: 'Authorization', value: TYPED }] })
    return composer
  }

  const typed = () => JSON.stringify(useComposerStore().draft)

  it('empties it when another profile is chosen, says so, and asks for it again', () => {
    const composer = withAuthorization()
    void useSessionStore().selectProfile(AU.id)
    expect(typed()).not.toContain(TYPED)
    expect(composer.emptied).toBe('Authorization was emptied, because you typed it for another host.')
    expect(composer.obstacle).toContain('The value of Authorization was a secret')
  })

  it('empties it when the request goes to another host', () => {
    const composer = withAuthorization()
    composer.write({ target: 'https' })
    expect(typed()).toContain(TYPED)
    composer.write({ target: 'https://other.example/x' })
    expect(typed()).not.toContain(TYPED)
  })

  it('keeps what comes with the whole address of another host, and empties it when only the host changes', () => {
    const composer = withAuthorization()
    composer.write({ target: `https://other.example/x?token=${TYPED}` })
    expect(composer.draft.target).toContain(TYPED)
    expect(composer.emptied).toContain('Authorization was emptied')
    composer.write({ target: `https://another.example/x?token=${TYPED}` })
    expect(typed()).not.toContain(TYPED)
    composer.write({ target: `/x?token=${TYPED}` })
    composer.write({ target: `/y?token=${TYPED}` })
    void useSessionStore().selectProfile(AU.id)
    expect(typed()).not.toContain(TYPED)
  })

  it('keeps it while the host is the same, and for another key', () => {
    const composer = withAuthorization()
    composer.write({ target: '/api/external/customers' })
    void useSessionStore().select(SANDBOX.id, null)
    expect(typed()).toContain(TYPED)
    expect(composer.emptied).toBeNull()
  })

  it('does not bring it back for another host with a draft that was replaced', () => {
    const composer = withAuthorization()
    composer.replace({ target: '/api/external/customers' })
    void useSessionStore().selectProfile(AU.id)
    composer.bringBack()
    expect(composer.draft.target).toBe('/api/external/sites')
    expect(typed()).not.toContain(TYPED)
  })

  it('does not bring it back with the draft of an earlier page, whose profile led elsewhere', () => {
    const composer = useComposerStore()
    const kept = draftWith({ target: `/x?token=${TYPED}`, body: `{"password":"${TYPED}"}` })
    const here = composer.place
    composer.restore(kept, here)
    expect(typed()).toContain(TYPED)
    composer.restore(kept, `${SANDBOX.id} https://former.example`)
    expect(typed()).not.toContain(TYPED)
    expect(composer.emptied).toContain('were emptied')
    expect(composer.obstacle).toContain('secret')
  })

  it('says nothing of it where another draft takes its place', () => {
    const composer = withAuthorization()
    composer.replace({
      headers: [{ name: 'Authorization', value: 'given' }],
      target: 'https://other.example/x',
    })
    expect(composer.emptied).toBeNull()
    expect(composer.draft.headers).toMatchObject([{ value: 'given' }])
  })

  it('brings it back for the same one', () => {
    const composer = withAuthorization()
    composer.replace({ target: '/api/external/customers' })
    composer.bringBack()
    expect(typed()).toContain(TYPED)
  })

  it('says that a typed Authorization header is sent instead of the key', () => {
    const composer = withAuthorization()
    expect(composer.sentInstead).toBe('Postern sends the typed Authorization header instead.')
    composer.writeHeader(composer.draft.headers[0]?.id ?? 0, { isOff: true })
    expect(composer.sentInstead).toBeNull()
  })
})

import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Claims } from '../../../app/contract/token.ts'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { useRemedies } from '../../../renderer/features/answer/diagnosis/remedies.ts'
import { useComposerStore } from '../../../renderer/features/composer/composer.ts'
import { useNavigationStore } from '../../../renderer/features/window/navigation.ts'
import { useSessionStore } from '../../../renderer/features/window/session.ts'
import { fakeBridge, type FakeBridge } from './fakeBridge.ts'
import { exchangeOf, keyOf, PROFILES, sessionOf, SETTINGS } from './samples.ts'

const claims: Claims = {
  keyType: 'public',
  companyIds: ['42'],
  customerIds: null,
  siteIds: null,
  issuedAt: null,
  expiresAt: null,
}
const known = (change: Partial<Claims>) => ({
  lastClaims: { claims: { ...claims, ...change }, asOf: new Date(2001, 1, 3, 10, 14).getTime() },
})

const KEYS = [
  keyOf('site-7', known({ customerIds: ['7'] })),
  keyOf('incidents', known({ keyType: 'incidentreport' })),
  keyOf('company', known({})),
  keyOf('fresh'),
]

let bridge: FakeBridge

beforeEach(async () => {
  setActivePinia(createPinia())
  bridge = fakeBridge({
    'session:get': () => sessionOf({ keys: KEYS }),
    'settings:set': () => SETTINGS,
    'exchange:send': () => ({ id: exchangeOf(2).id }),
    'history:get': () => exchangeOf(2),
  })
  useBridge(bridge)
  await useSessionStore().start()
})

afterEach(() => {
  useBridge(null)
})

it('the key whose claims fit is named on the button, which switches to it and sends', async () => {
  const remedy = useRemedies()('switch-key', exchangeOf(1))
  expect(remedy).toMatchObject({ label: 'Use company', isDirect: true })
  await remedy?.run()
  expect(useSessionStore().keyAlias).toBe('company')
  expect(bridge.calls.map(({ name }) => name)).toContain('settings:set')
  expect(bridge.calls.at(-1)).toMatchObject({ name: 'exchange:send', input: { key: 'company' } })
})

it('a request to another host than the profile’s is not measured by the scope of its key', () => {
  const composer = useComposerStore()
  const path = '/api/external/sites?customerId=1099'
  composer.replace({ method: 'GET', target: path })
  expect(composer.refusal?.sentence).toContain('The key site-7 may not see customer 1099')
  composer.replace({ method: 'GET', target: `https://other.example${path}` })
  expect(composer.refusal).toBeNull()
  composer.replace({ method: 'GET', target: `${useSessionStore().profile?.baseUrl ?? ''}${path}` })
  expect(composer.refusal).not.toBeNull()
})

it('another key can be chosen beside it, and where none fits one has to be', async () => {
  const remedy = useRemedies()('switch-key', exchangeOf(1))
  expect(remedy?.choices?.map(({ label }) => label)).toEqual([
    'fresh · not used yet',
    'incidents · incidentreport · company 42 · for other data',
    'Enter another key…',
  ])
  const none = useRemedies()('switch-key', exchangeOf(1, { key: 'company' }))
  expect(none).toMatchObject({ label: 'Switch key…', isDirect: false })
  expect(none?.choices).toHaveLength(4)
  await remedy?.run('')
  expect(useNavigationStore().keyRequest).toEqual({ profile: 'sandbox', alias: null })
})

it('before sending, the forecast says of when its claims are, and offers the key that fits', () => {
  const composer = useComposerStore()
  composer.fill({ target: '/api/external/sites?customerId=1099' })
  expect(composer.refusal?.sentence).toBe(
    'The key site-7 may not see customer 1099, only 7 as of 3 Feb 2001, 10:14. Expect a 403.',
  )
  expect(composer.betterKey).toBe('company')
})

it('the other region is asked with its own profile, and a key for it is asked for', async () => {
  const uk = PROFILES.find(({ id }) => id === 'guardhouse-uk')
  const au = PROFILES.find(({ id }) => id === 'guardhouse-au')
  const request = { ...exchangeOf(1).request, url: `${au?.baseUrl ?? ''}/api/external/staffs/9/licenses` }
  const remedy = useRemedies()(
    'other-region',
    exchangeOf(1, { profile: 'guardhouse-au', key: null, request }),
  )
  expect(remedy?.label).toBe(`Ask ${uk?.name ?? ''}`)
  await remedy?.run()
  expect(useSessionStore().profileId).toBe('guardhouse-uk')
  expect(useComposerStore().draft.target).toBe('/api/external/staffs/9/licenses')
  expect(useNavigationStore().keyRequest).toEqual({ profile: 'guardhouse-uk', alias: null })
})

import { expect, it } from 'vitest'
import { openHostConsent } from '../../../app/boot/hostConsent.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import { createHostConsent } from '../../../app/session/hostConsent.ts'
import { DEFAULT_SETTINGS } from '../../../app/settings/settings.ts'
import type { Settings } from '../../../app/contract/settings.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'

const THERE = 'https://there.example'
const ELSEWHERE = 'https://elsewhere.example'
const refusal = { code: 'bad-input', remedy: expect.stringContaining('Send requests') }

function bench() {
  const clock = createFakeClock()
  const asked: string[] = []
  const kept: string[] = []
  const answers: ((isAllowed: boolean) => void)[] = []
  const consent = createHostConsent({
    clock,
    isKnown: (origin) => origin === 'https://known.example',
    ask(origin) {
      asked.push(origin)
      return new Promise((resolve) => answers.push(resolve))
    },
    keep: (origin) => Promise.resolve(void kept.push(origin)),
  })
  /** Answers the dialog that is open. */
  async function answer(isAllowed: boolean): Promise<void> {
    await clock.advance(0)
    answers.shift()?.(isAllowed)
    await clock.advance(0)
  }
  return { consent, asked, kept, answer, clock }
}

it('asks nothing about a host that is known, and once about another', async () => {
  const { consent, asked, kept, answer } = bench()
  expect(consent('https://known.example')).toBeNull()
  const both = [consent(THERE), consent(THERE)]
  await answer(true)
  for (const each of both) await each
  expect(consent(THERE)).toBeNull()
  expect([asked, kept]).toEqual([[THERE], [THERE]])
})

it('refuses what the user does not allow, and does not ask the same again for five seconds', async () => {
  const { consent, asked, kept, answer, clock } = bench()
  const both = Promise.allSettled([consent(THERE), consent(THERE)])
  await answer(false)
  expect(await both).toMatchObject([{ reason: refusal }, { reason: refusal }])
  await clock.advance(4999)
  await expect(consent(THERE)).rejects.toMatchObject(refusal)
  expect(asked).toEqual([THERE])
  await clock.advance(1)
  const again = consent(THERE)
  await answer(true)
  await again
  expect([asked, kept]).toEqual([[THERE, THERE], [THERE]])
})

it('asks about one host at a time, and takes a "no" for all that wait', async () => {
  const { consent, asked, answer } = bench()
  const first = consent(THERE)
  const second = consent(ELSEWHERE)
  await answer(true)
  await first
  expect(asked).toEqual([THERE, ELSEWHERE])
  const third = Promise.allSettled([consent('https://a.example'), consent('https://b.example')])
  const refused = expect(second).rejects.toMatchObject(refusal)
  await answer(false)
  await refused
  expect(await third).toMatchObject([{ reason: refusal }, { reason: refusal }])
  expect(asked).toHaveLength(2)
  const later = consent('https://a.example')
  await answer(true)
  await later
  expect(asked.at(-1)).toBe('https://a.example')
})

it('knows this computer, the presets and the confirmed hosts, and keeps what profiles name', async () => {
  let settings: Settings = { ...DEFAULT_SETTINGS, profiles: [profileFor('a', 'A', `${THERE}/api`)] }
  const asked: string[] = []
  const file = {
    get: () => settings,
    set: (part: object) => Promise.resolve((settings = { ...settings, ...part })),
    confirmedOrigins: () => settings.confirmedOrigins ?? ['https://before.example'],
  }
  const consent = openHostConsent(file, (origin) => Promise.resolve(asked.push(origin) > 0))
  const known = ['http://127.0.0.1:5', 'http://[::1]', 'http://localhost:99', 'https://before.example']
  for (const origin of [...known, 'https://gateway-api.guardhousehq.com']) expect(consent(origin)).toBeNull()
  // Another scheme, another port, a dot more or a name below is another host.
  for (const origin of [
    'http://gateway-api.guardhousehq.com',
    'https://gateway-api.guardhousehq.com:8443',
    'https://gateway-api.guardhousehq.com.',
    'https://x.gateway-api.guardhousehq.com',
    'http://0.0.0.0',
    'http://127.0.0.1.example',
    ELSEWHERE,
  ])
    await consent(origin)
  expect(asked).toHaveLength(7)
  expect(settings.confirmedOrigins).toBeNull()
  await consent(THERE)
  expect(settings.confirmedOrigins).toEqual([THERE])
})

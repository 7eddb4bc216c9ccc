import { describe, expect, it } from 'vitest'
import { HOLD_MS, secretText } from '../../../app/contract/handedSecret.ts'
import type { WindowContext } from '../../../app/operations/context.ts'
import { secretCopy, secretSave, secretState } from '../../../app/operations/secrets.ts'
import { createHandedSecrets } from '../../../app/session/handedSecrets.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'

const ID = '01K1M2Y0000000000000000001'
const SECRET = { name: 'secretToken', value: ['whsec', 'Q7w8E9r0T1y2U3i4'].join('_') }

/** `answers`: what the user does in the dialogs of the system. */
function contextWith(answers: { file?: string | null; agrees?: boolean }) {
  const clock = createFakeClock()
  const changed: string[] = []
  const handedSecrets = createHandedSecrets(clock, (id) => changed.push(id))
  const asked: string[] = []
  const taken: string[] = []
  const parts: Pick<WindowContext, 'handedSecrets'> & Record<'dialogs' | 'history', unknown> = {
    handedSecrets,
    history: {
      get: () => Promise.resolve({ request: { method: 'POST', route: '/api/webhook/subscribers' } }),
    },
    dialogs: {
      saveSecret: (name: string, text: () => string) => {
        asked.push(name)
        if ((answers.file ?? null) === null) return Promise.resolve(null)
        taken.push(text())
        return Promise.resolve(answers.file)
      },
      copySecret: (request: string, text: () => string) => {
        asked.push(request)
        if (answers.agrees) taken.push(text())
        return Promise.resolve(answers.agrees ?? false)
      },
    },
  }
  return { context: parts as WindowContext, clock, changed, asked, taken, handedSecrets }
}

describe('a secret that a response handed over', () => {
  it('is held for ten minutes, and the page is told its name alone', async () => {
    const { context, clock, changed, handedSecrets } = contextWith({})
    handedSecrets.hold(ID, [SECRET])
    const state = secretState.run(context, { id: ID })
    expect(state).toEqual({ state: 'held', names: ['secretToken'], until: clock.now() + HOLD_MS })
    await clock.advance(HOLD_MS - 1)
    expect(secretState.run(context, { id: ID })).toMatchObject({ state: 'held' })
    await clock.advance(1)
    expect(secretState.run(context, { id: ID })).toEqual({ state: 'gone' })
    expect(changed).toEqual([ID])
    await expect(secretCopy.run(context, { id: ID })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('goes to the file that the user chose, and is held no longer', async () => {
    const { context, taken, changed, handedSecrets } = contextWith({ file: 'webhook.txt' })
    handedSecrets.hold(ID, [SECRET])
    expect(await secretSave.run(context, { id: ID })).toBe('webhook.txt')
    expect(taken).toEqual([`${SECRET.value}\n`])
    expect(secretState.run(context, { id: ID })).toEqual({ state: 'saved', file: 'webhook.txt' })
    expect(handedSecrets.secretsOf(ID)).toBeNull()
    expect(changed).toEqual([ID])
  })

  it('goes nowhere without the yes of the user, and stays held', async () => {
    const { context, asked, taken } = contextWith({ file: null, agrees: false })
    const held = context.handedSecrets as ReturnType<typeof createHandedSecrets>
    held.hold(ID, [SECRET])
    expect(await secretSave.run(context, { id: ID })).toBeNull()
    expect(await secretCopy.run(context, { id: ID })).toEqual({ isCopied: false })
    expect(asked).toEqual([`postern-secret-${ID}.txt`, 'POST /api/webhook/subscribers'])
    expect(taken).toEqual([])
    expect(secretState.run(context, { id: ID })).toMatchObject({ state: 'held' })
  })

  it('is copied after a yes', async () => {
    const { context, taken, handedSecrets } = contextWith({ agrees: true })
    handedSecrets.hold(ID, [SECRET])
    expect(await secretCopy.run(context, { id: ID })).toEqual({ isCopied: true })
    expect(taken).toEqual([`${SECRET.value}\n`])
    expect(secretState.run(context, { id: ID })).toMatchObject({ state: 'held' })
  })

  it('is gone where the dialog was open too long', async () => {
    const { context, clock, handedSecrets } = contextWith({ file: 'late.txt' })
    handedSecrets.hold(ID, [SECRET])
    await clock.advance(HOLD_MS)
    await expect(secretSave.run(context, { id: ID })).rejects.toMatchObject({ code: 'not-found' })
    expect(secretState.run(context, { id: ID })).toEqual({ state: 'gone' })
  })

  it('never was there for an exchange without one', () => {
    expect(secretState.run(contextWith({}).context, { id: ID })).toEqual({ state: 'gone' })
  })

  it('makes way for newer ones beyond 500', () => {
    const { handedSecrets } = contextWith({})
    const ids = Array.from({ length: 501 }, (_, at) => `${ID.slice(0, -3)}${String(at).padStart(3, '0')}`)
    for (const id of ids) handedSecrets.hold(id, [SECRET])
    expect(handedSecrets.secretsOf(ids[0] ?? '')).toBeNull()
    expect(handedSecrets.secretsOf(ids[1] ?? '')).toEqual([SECRET])
  })
})

it('writes several secrets as JSON, none over another', () => {
  const text = secretText([SECRET, { ...SECRET, value: 'second-one' }])
  expect(JSON.parse(text)).toEqual({ secretToken: SECRET.value, 'secretToken 2': 'second-one' })
})

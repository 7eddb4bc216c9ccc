import { describe, expect, it } from 'vitest'
import { bindingOf } from '../../../app/contract/binding.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import type { WindowContext } from '../../../app/operations/context.ts'
import { keysKeepHeld, tokenLearn, tokenTry } from '../../../app/operations/tokenRequests.ts'
import { readLogin } from '../../../app/formats/commands/login.ts'
import { contextWithKeys } from './windowContext.ts'

const KEY = ['k9Xw', '2mQe', '71Zt', 'PbVa'].join('')
const command = `curl https://staging.example.test/v2/token -H 'X-Api-Key: ${KEY}' -X POST`

function around(answer: boolean, saved: Profile[] = []) {
  const { context, keys } = contextWithKeys({ saved })
  const sent: { url: string; secret: string }[] = []
  const asked: string[] = []
  const parts: Partial<WindowContext> = {
    readLogin,
    certificates: { check: () => undefined, chosen: (file) => file },
    sandbox: { url: 'http://127.0.0.1:4711' } as never,
    dialogs: {
      confirmKeyMove: (alias: string) => {
        asked.push(alias)
        return Promise.resolve(answer)
      },
    } as never,
    sender: {
      forget: () => undefined,
      windowState: () => null,
      tokenState: () => null,
      tryKey: ({ baseUrl, token }: Profile, secret: string) => {
        sent.push({ url: baseUrl + token.path, secret })
        return Promise.resolve({ attempt: null, hasToken: false, claims: null, expiresAt: null })
      },
    } as never,
  }
  return { context: Object.assign(context, parts), keys, sent, asked }
}

describe('a token request that is tried', () => {
  it('takes the key of a command where the command sent it, without a question', async () => {
    const { context, sent, asked } = around(false)
    const learnt = await tokenLearn.call(context, { text: command })
    const { baseUrl, token, held } = learnt as { baseUrl: string; token: Profile['token']; held: string }
    expect(JSON.stringify(learnt)).not.toContain(KEY)
    const profile = { ...profileFor('staging', 'Staging', baseUrl), token }
    await tokenTry.call(context, { profile, from: { held } })
    expect(sent).toEqual([{ url: 'https://staging.example.test/v2/token', secret: KEY }])
    expect(asked).toEqual([])
  })

  it('asks before that key goes to another path or host, and takes no for an answer', async () => {
    const { context, sent, asked } = around(false)
    const { baseUrl, token, held } = (await tokenLearn.call(context, { text: command })) as {
      baseUrl: string
      token: Profile['token']
      held: string
    }
    const profile = profileFor('staging', 'Staging', baseUrl)
    for (const other of [
      { ...profile, token: { ...token, path: '/echo' } },
      { ...profile, baseUrl: 'https://other.example.test', token },
    ])
      await expect(tokenTry.call(context, { profile: other, from: { held } })).rejects.toThrow('did not send')
    expect(asked).toHaveLength(2)
    expect(sent).toEqual([])
  })

  it('sends a key of the sandbox to the sandbox, whatever address the page gives it', async () => {
    const { context, sent } = around(false)
    const profile = profileFor('sandbox', 'Sandbox', 'https://elsewhere.example.test')
    await tokenTry.call(context, { profile, from: { secret: 'typed-by-hand' } })
    expect(sent[0]?.url).toBe('http://127.0.0.1:4711/api/token/request')
  })

  it('keeps the key of a command for its profile', async () => {
    const learnt = readLogin(command)
    if (!learnt) throw new Error('It is a command.')
    const staging = { ...profileFor('staging', 'Staging', learnt.baseUrl), token: learnt.token }
    const { context, keys, asked } = around(false, [staging])
    const { held } = (await tokenLearn.call(context, { text: command })) as { held: string }
    await keysKeepHeld.call(context, { profile: 'staging', key: 'main', held })
    expect(keys.at(-1)).toMatchObject({ alias: 'main', secret: KEY, binding: bindingOf(staging) })
    expect(asked).toEqual([])
    await expect(keysKeepHeld.call(context, { profile: 'staging', key: 'again', held })).rejects.toThrow(
      'does not hold',
    )
  })
})

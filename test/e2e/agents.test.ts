import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PosternError } from '../../app/contract/errors.ts'
import { knock } from '../../app/agents/knock.ts'
import { writeAsked } from '../../app/agents/askedLog.ts'
import { createDataFolder, startPostern, type Postern } from './postern.ts'

const codeOf = (error: unknown) => (error instanceof PosternError ? error.code : null)

describe('coding agents', () => {
  const data = createDataFolder()
  const folder = join(data.path, 'agents')
  let postern: Postern

  beforeAll(async () => {
    postern = await startPostern(data.path)
  })
  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  const section = () => postern.page.getByRole('region', { name: 'Coding agents' })

  it('get their configuration in the form of their host', async () => {
    await postern.goTo('Settings')
    await postern.page.getByRole('button', { name: /^This app/ }).click()
    const code = section().getByLabel('Configuration')
    await expect.poll(() => code.textContent()).toContain('claude mcp add')
    await section().getByRole('radio', { name: 'VS Code' }).click()
    await section().getByRole('radio', { name: 'Replay in the sandbox' }).click()
    const text = (await code.textContent()) ?? ''
    expect(JSON.parse(text)).toMatchObject({
      servers: {
        postern: {
          type: 'stdio',
          command: 'node',
          args: [expect.stringMatching(/out.cli\.js$/), 'mcp', '--allow', 'send', '--to', 'sandbox'],
          env: { POSTERN_DATA: data.path },
        },
      },
    })
    await section().getByRole('button', { name: 'Copy configuration' }).click()
    await section().getByRole('button', { name: 'Copied' }).waitFor()
    expect(await postern.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(text)
    await postern.picture('settings-agents')
  })

  it('are listed with what they asked, as they ask it', async () => {
    await section().getByText('Each call of an agent appears here').waitFor()
    const asked = { at: new Date().toISOString(), agent: 'Claude Code', tookMs: 3 }
    writeAsked(folder, { ...asked, tool: 'search_history', input: '{"query":"status:403"}', error: null })
    writeAsked(folder, { ...asked, tool: 'replay', input: '{"to":"same"}', error: 'declined' })
    const list = section().getByRole('list', { name: 'Asked by agents' })
    await expect.poll(() => list.getByRole('listitem').count()).toBe(2)
    expect(await list.getByRole('listitem').first().innerText()).toMatch(/replay.*Claude Code[^]*declined/)
    await list.scrollIntoViewIfNeeded()
    await postern.page.emulateMedia({ colorScheme: 'dark' })
    await postern.picture('settings-agents-asked')
    await postern.page.emulateMedia({ colorScheme: null })
  })

  describe('that ask for a replay', () => {
    let id: string
    beforeAll(async () => {
      await postern.goTo('History')
      await postern.send({ target: '/api/external/sites?customerId=1099' })
      await postern.headline.filter({ hasText: '1099' }).waitFor()
      id = await postern.page.evaluate(async () => {
        const result = await window.postern.call('history:list', { before: null, limit: 1 })
        return result.ok ? ((result.value as { items: { id: string }[] }).items[0]?.id ?? '') : ''
      })
    })

    it('take their question along when they go: the dialog of the system closes', async () => {
      await postern.app.evaluate(({ dialog }) => {
        const own = dialog.showMessageBox.bind(dialog)
        dialog.showMessageBox = (...given: unknown[]) => {
          Object.assign(globalThis, { isOpen: true })
          return Reflect.apply(own, dialog, given)
        }
      })
      const leave = new AbortController()
      const gone = knock(folder, { id, agent: 'Claude Code' }, leave.signal).catch((error: unknown) => error)
      await expect.poll(() => postern.app.evaluate(() => Reflect.get(globalThis, 'isOpen'))).toBe(true)
      // While one question is open, no other is asked.
      await expect(ask()).rejects.toMatchObject({ code: 'busy' })
      leave.abort()
      expect(codeOf(await gone)).toBe('app-closed')
      await answer(0)
      await expect.poll(async () => codeOf(await ask().catch((error: unknown) => error))).toBe('declined')
    })

    /** Answers the dialog with a button, and remembers what it asks. */
    async function answer(button: 0 | 1): Promise<void> {
      await postern.app.evaluate(({ dialog }, response) => {
        dialog.showMessageBox = (...given: unknown[]) => {
          Object.assign(globalThis, { asked: given.at(-1) })
          return Promise.resolve({ response, checkboxChecked: false })
        }
      }, button)
    }
    const question = () => postern.app.evaluate(() => JSON.stringify(Reflect.get(globalThis, 'asked')))
    const ask = () => knock(folder, { id, agent: 'Claude Code' }, new AbortController().signal)

    it('need a yes in a dialog of the system', async () => {
      await answer(1)
      const made = await ask()
      expect(made).not.toBe(id)
      expect(await question()).toMatch(
        /Let a coding agent replay this request\?.*customerId=1099.*Claude Code/,
      )
      await expect
        .poll(() =>
          postern.page.evaluate(async (wanted) => window.postern.call('history:get', { id: wanted }), made),
        )
        .toMatchObject({ ok: true, value: { replayOf: id, source: 'replay', outcome: 'http-failure' } })
    })

    it('are refused by a no, and nothing is sent', async () => {
      await answer(0)
      const count = () =>
        postern.page.evaluate(async () => window.postern.call('history:count', { query: '', limit: 100 }))
      const before = await count()
      await expect(ask()).rejects.toBeInstanceOf(PosternError)
      await expect(ask()).rejects.toMatchObject({ code: 'declined' })
      expect(await count()).toEqual(before)
    })
  })
})

import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { useCommands } from '../../../renderer/features/commands/commands.ts'
import { fittingCommands } from '../../../renderer/features/commands/paletteOrder.ts'
import { useCatalogStore } from '../../../renderer/features/catalog/catalog.ts'
import { useExchangesStore } from '../../../renderer/features/history/exchanges.ts'
import { useSessionStore } from '../../../renderer/features/window/session.ts'
import { fakeBridge } from './fakeBridge.ts'
import { exchangeOf, keyOf, sessionOf } from './samples.ts'

beforeEach(() => {
  setActivePinia(createPinia())
  const session = useSessionStore()
  session.profileId = 'sandbox'
  session.keyAlias = 'company'
  session.loaded = { state: 'ready', value: sessionOf({ keys: [keyOf('site-7'), keyOf('one-site')] }) }
  useExchangesStore().opened = { state: 'ready', value: exchangeOf(1) }
})

function found(text: string) {
  return fittingCommands(useCommands().value, text).map(({ command, isMeant }) => ({
    title: command.title,
    isMeant,
  }))
}

const best = (text: string) => found(text)[0]?.title

describe('the palette', () => {
  it('puts first what begins as was typed, then what has words that do', () => {
    expect(best('li')).toMatch(/^List /)
    expect(found('site').map(({ title }) => title)).toEqual([
      'List sites · GET /api/external/sites',
      'Replay the selected exchange with key one-site',
    ])
    expect(best('rep')).toBe('Replay the selected exchange')
    expect(best('liveops')).toContain('Live operations')
    expect(best('selected exp')).toBe('Export the selected exchange')
  })

  it.each([
    ['zoom', 'Zoom in'],
    ['undo', 'Undo delete'],
    ['dark', 'Theme: dark'],
    ['keyboard', 'Shortcuts'],
  ])('knows %s by its other words', (typed, title) => {
    expect(best(typed)).toContain(title)
  })

  it('lets Enter send nothing that was not asked for by its name', () => {
    const sending = (text: string) => found(text).find(({ title }) => title.endsWith('with key one-site'))
    expect(sending('one-site')?.isMeant).toBe(false)
    expect(sending('replay one')?.isMeant).toBe(true)
    expect(found('').find(({ title }) => title === 'Send')?.isMeant).toBe(false)
    expect(found('one-site').at(-1)?.title).toContain('with key one-site')
  })

  it('has nothing where nothing fits', () => {
    expect(found('xyzzy')).toEqual([])
  })

  it('writes requests for the endpoints that the user added, too', async () => {
    const extension = {
      version: 1,
      serviceCodes: [],
      endpoints: [{ method: 'GET', path: '/api/external/rosters', title: 'List rosters', parameters: [] }],
    }
    useBridge(
      fakeBridge({
        'catalog:state': () => ({
          file: '/x.json',
          extension: JSON.stringify(extension),
          problems: [],
          unknownCodes: [],
        }),
      }),
    )
    await useCatalogStore().load()
    expect(best('rosters')).toBe('List rosters · GET /api/external/rosters')
    useBridge(null)
  })
})

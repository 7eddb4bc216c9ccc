import type { CommandId } from '../../../app/contract/commands.ts'
import type { Settings } from '../../../app/contract/settings.ts'
import { useFilterStore } from '../history/filter.ts'
import { useNavigationStore, type FocusField, type Overlay, type Room } from '../window/navigation.ts'
import { useSessionStore } from '../window/session.ts'
import { toNextPart } from '../window/parts.ts'
import type { Act } from './command.ts'

/** What can be done whatever there is to act on: where to go, and how the window looks. */
export function useWindowActs() {
  const navigation = useNavigationStore()
  const session = useSessionStore()
  const filter = useFilterStore()

  const go = (room: Room): Act => ({
    run: () => {
      navigation.enter(room)
    },
  })
  const open = (overlay: Overlay): Act => ({
    run: () => {
      navigation.open(overlay)
    },
  })
  const focus = (field: FocusField): Act => ({
    run: () => {
      navigation.focus(field)
    },
  })
  const wear = (theme: Settings['theme']): Act => ({ run: () => session.setTheme(theme) })
  const zoom = (to: 'in' | 'out' | 'reset'): Act => ({ isEverywhere: true, run: () => session.zoom(to) })

  return {
    'go-history': go('history'),
    'go-problems': go('problems'),
    'go-capture': go('capture'),
    'go-check': go('check'),
    'go-webhooks': go('webhooks'),
    'go-keys': go('keys'),
    'go-sandbox': go('sandbox'),
    'go-catalog': go('catalog'),
    'go-settings': go('settings'),
    'help-catalog': go('catalog'),
    'show-replay': {
      run: async () => {
        navigation.go('history')
        await filter.apply('is:replay')
      },
    },
    paste: {
      run: async () => {
        const { useDoorStore } = await import('../explain/door.ts')
        useDoorStore().show()
      },
    },
    'choose-key': open('use-key'),
    'edit-path': focus('target'),
    filter: focus('filter'),
    'next-part': { run: toNextPart },
    palette: open('palette'),
    shortcuts: open('shortcuts'),
    'theme-system': wear('system'),
    'theme-light': wear('light'),
    'theme-dark': wear('dark'),
    'zoom-in': zoom('in'),
    'zoom-out': zoom('out'),
    'zoom-reset': zoom('reset'),
  } as const satisfies Partial<Record<CommandId, Act>> & Record<`go-${Room}`, Act>
}

export type WindowActId = keyof ReturnType<typeof useWindowActs>

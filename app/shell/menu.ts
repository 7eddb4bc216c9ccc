import { app, BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron'
import { COMMANDS, COMMAND_IDS, type CommandEntry, type CommandId } from '../contract/commands.ts'

/** Called with each command that was chosen; the page carries it out. */
type OnChoose = (id: CommandId) => void

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }

/** Keeps Electron from building a menu of its own first, which takes 10 ms. Must run before Electron is ready. */
export function skipDefaultMenu(): void {
  Menu.setApplicationMenu(null)
}

/** Sets the menu, in the order that each platform expects, with the commands of the one list. */
export function setUpMenu(onChoose: OnChoose): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(onChoose)))
}

function menuTemplate(onChoose: OnChoose): MenuItemConstructorOptions[] {
  const isMac = process.platform === 'darwin'
  const commands = (menu: CommandEntry['menu']) => commandItems(menu, onChoose)
  const devTools: MenuItemConstructorOptions[] = [
    // A role would add a shortcut that is not in the table.
    { label: 'Developer tools', click: (_item, window) => toggleDevTools(window) },
  ]
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { label: 'File', submenu: [...commands('file'), SEPARATOR, { role: isMac ? 'close' : 'quit' }] },
    {
      label: 'Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        SEPARATOR,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        SEPARATOR,
        ...commands('edit'),
      ],
    },
    {
      label: 'View',
      submenu: [
        ...commands('view'),
        SEPARATOR,
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : devTools),
      ],
    },
    {
      label: 'Window',
      submenu: [{ role: 'minimize' }, { role: 'zoom' }, ...(isMac ? [] : [{ role: 'close' } as const])],
    },
    {
      label: 'Help',
      role: 'help',
      submenu: [...commands('help'), ...(isMac ? [] : [SEPARATOR, { role: 'about' } as const])],
    },
  ]
}

/** The commands, with a line between groups. Shortcuts are only shown here: the page handles the keyboard. */
function commandItems(menu: CommandEntry['menu'], onChoose: OnChoose): MenuItemConstructorOptions[] {
  const items: MenuItemConstructorOptions[] = []
  let group = ''
  for (const id of COMMAND_IDS) {
    const command: CommandEntry = COMMANDS[id]
    if (command.menu !== menu) continue
    const [taught] = command.keys
    if (group !== '' && group !== command.group) items.push(SEPARATOR)
    group = command.group
    items.push({
      id,
      label: command.title,
      registerAccelerator: false,
      ...(taught?.isModified && { accelerator: acceleratorOf(taught.key) }),
      click: () => {
        onChoose(id)
      },
    })
  }
  return items
}

const ACCELERATOR_NAMES: Readonly<Record<string, string>> = { enter: 'Enter', '+': 'Plus' }

function acceleratorOf(key: string): string {
  return `CommandOrControl+${ACCELERATOR_NAMES[key] ?? key.toUpperCase()}`
}

function toggleDevTools(window: unknown): void {
  if (window instanceof BrowserWindow) window.webContents.toggleDevTools()
}

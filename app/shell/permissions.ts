/** Whether the page may do a thing that Chromium guards, and why. */
interface Rule {
  isGranted: boolean
  reason: string
}

const NO_USE = 'Postern sends requests and shows text. It has no use for it.'
const NO_DEVICE = 'Postern talks to no device.'

/** Electron grants by default. Every permission that it knows has a row here; a permission without a row is refused. */
export const PERMISSIONS: Readonly<Record<string, Rule>> = {
  'clipboard-sanitized-write': {
    isGranted: true,
    reason: 'Copying a trace ID or a text is the user’s own click, and writes only plain text.',
  },
  'clipboard-read': {
    isGranted: false,
    reason: 'The clipboard may hold a key. Pasting needs no permission.',
  },
  'deprecated-sync-clipboard-read': { isGranted: false, reason: 'As clipboard-read.' },
  'background-sync': { isGranted: false, reason: 'The page talks only to main.' },
  'display-capture': { isGranted: false, reason: NO_USE },
  'file-system': {
    isGranted: false,
    reason: 'Main reads and writes the files, in places that the user names.',
  },
  'top-level-storage-access': { isGranted: false, reason: NO_USE },
  'storage-access': { isGranted: false, reason: NO_USE },
  'idle-detection': { isGranted: false, reason: NO_USE },
  keyboardLock: { isGranted: false, reason: 'No page may take the way out of a window from the user.' },
  mediaKeySystem: { isGranted: false, reason: NO_USE },
  openExternal: { isGranted: false, reason: 'The page starts no other program.' },
  pointerLock: { isGranted: false, reason: 'No page may take the way out of a window from the user.' },
  'speaker-selection': { isGranted: false, reason: NO_DEVICE },
  unknown: { isGranted: false, reason: 'Postern grants no permission without a name.' },
  'window-management': { isGranted: false, reason: NO_USE },
  bluetooth: { isGranted: false, reason: NO_DEVICE },
  fullscreen: { isGranted: false, reason: 'The menu does that. A page could draw a false desktop.' },
  geolocation: { isGranted: false, reason: NO_USE },
  hid: { isGranted: false, reason: NO_DEVICE },
  media: { isGranted: false, reason: NO_DEVICE },
  midi: { isGranted: false, reason: NO_DEVICE },
  midiSysex: { isGranted: false, reason: NO_DEVICE },
  notifications: { isGranted: false, reason: 'Main shows the notifications.' },
  serial: { isGranted: false, reason: NO_DEVICE },
  usb: { isGranted: false, reason: NO_DEVICE },
}

export function isGranted(permission: string): boolean {
  return Object.hasOwn(PERMISSIONS, permission) && PERMISSIONS[permission]?.isGranted === true
}

/** Whether the page may do a thing that Chromium guards, and why. */
interface Rule {
  isGranted: boolean
  reason: string
}

const NO_USE = 'Postern sends requests and shows text; it has no use for it.'
const NO_DEVICE = 'No device is ever talked to.'

/** Electron grants by default. Every permission that it knows has a row here; a permission without a row is refused. */
export const PERMISSIONS: Readonly<Record<string, Rule>> = {
  'clipboard-sanitized-write': {
    isGranted: true,
    reason: 'Copying a trace ID or a text for support is the user’s own click, and only writes plain text.',
  },
  'clipboard-read': {
    isGranted: false,
    reason: 'The clipboard may hold a key; pasting needs no permission.',
  },
  'deprecated-sync-clipboard-read': { isGranted: false, reason: 'As clipboard-read.' },
  'background-sync': { isGranted: false, reason: 'The page talks to nobody but main.' },
  'display-capture': { isGranted: false, reason: NO_USE },
  'file-system': {
    isGranted: false,
    reason: 'Files are read and written by main, in places that the user names.',
  },
  'top-level-storage-access': { isGranted: false, reason: NO_USE },
  'storage-access': { isGranted: false, reason: NO_USE },
  'idle-detection': { isGranted: false, reason: NO_USE },
  keyboardLock: { isGranted: false, reason: 'The way out of a window is never taken from the user.' },
  mediaKeySystem: { isGranted: false, reason: NO_USE },
  openExternal: { isGranted: false, reason: 'The page starts no other program.' },
  pointerLock: { isGranted: false, reason: 'The way out of a window is never taken from the user.' },
  'speaker-selection': { isGranted: false, reason: NO_DEVICE },
  unknown: { isGranted: false, reason: 'What nobody can name is not granted.' },
  'window-management': { isGranted: false, reason: NO_USE },
  bluetooth: { isGranted: false, reason: NO_DEVICE },
  fullscreen: { isGranted: false, reason: 'The menu does that; a page could draw a false desktop.' },
  geolocation: { isGranted: false, reason: NO_USE },
  hid: { isGranted: false, reason: NO_DEVICE },
  media: { isGranted: false, reason: NO_DEVICE },
  midi: { isGranted: false, reason: NO_DEVICE },
  midiSysex: { isGranted: false, reason: NO_DEVICE },
  notifications: { isGranted: false, reason: 'What must be told is told in the window.' },
  serial: { isGranted: false, reason: NO_DEVICE },
  usb: { isGranted: false, reason: NO_DEVICE },
}

export function isGranted(permission: string): boolean {
  return Object.hasOwn(PERMISSIONS, permission) && PERMISSIONS[permission]?.isGranted === true
}

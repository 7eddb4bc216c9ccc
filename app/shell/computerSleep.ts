import { powerMonitor } from 'electron'

/** Our timers do not run while the computer sleeps: what waits is to be looked at anew when it wakes. */
export function followSleep(onSleep: () => void, onWake: () => void): void {
  powerMonitor.on('suspend', onSleep)
  powerMonitor.on('resume', onWake)
}

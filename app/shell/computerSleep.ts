import { powerMonitor } from 'electron'

/** Our timers do not run while the computer sleeps: what waits is to be looked at anew when it wakes. */
export function followSleep(onChange: (isAsleep: boolean) => void): void {
  powerMonitor.on('suspend', () => onChange(true))
  powerMonitor.on('resume', () => onChange(false))
}

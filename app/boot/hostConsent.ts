import { systemClock } from '../clock.ts'
import { PRESETS } from '../contract/presets.ts'
import { isLoopback, originOf } from '../contract/url.ts'
import { createHostConsent, type HostConsent } from '../session/hostConsent.ts'
import type { SettingsFile } from '../settings/settings.ts'

/** Requests go without a question to this computer, to the hosts of the presets, and to confirmed ones of profiles. */
export function openHostConsent(
  settings: Pick<SettingsFile, 'get' | 'set' | 'confirmedOrigins'>,
  ask: (origin: string) => Promise<boolean>,
): HostConsent {
  const presets = originsOf(PRESETS)
  return createHostConsent({
    clock: systemClock,
    isKnown: (origin) =>
      isLoopback(origin) || presets.has(origin) || settings.confirmedOrigins().includes(origin),
    ask,
    async keep(origin) {
      const present = originsOf(settings.get().profiles)
      if (!present.has(origin)) return
      const confirmed = new Set(settings.confirmedOrigins()).add(origin)
      // What no profile names any more is asked about again.
      await settings.set({ confirmedOrigins: [...present].filter((each) => confirmed.has(each)) })
    },
  })
}

function originsOf(profiles: readonly { baseUrl: string }[]): Set<string> {
  return new Set(profiles.map(({ baseUrl }) => originOf(baseUrl) ?? ''))
}

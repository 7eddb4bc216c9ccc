import { markOf } from '../files/secretMark.ts'
import { systemClock } from '../clock.ts'
import { issueSentence } from '../contract/issueSentence.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { suggestion } from '../contract/nearest.ts'
import { profileFor } from '../contract/presets.ts'
import { baseUrlSchema, type Profile } from '../contract/profile.ts'
import { startPlay } from '../sandbox/play.ts'
import type { SettingsFile } from '../settings/settings.ts'
import { CommandError } from './io.ts'

/** Where a capture passes calls on to. */
export interface CaptureTarget {
  profile: Profile
  /** In clear, to be blanked. */
  secrets: string[]
  /** Names of keys by their marks. */
  aliases: [mark: string, alias: string][]
  close(): Promise<void>
}

/** How the sandbox behaves. */
interface Play {
  faults: readonly string[]
  speed: number
  salt: string
}

/** Reads `--to PROFILE|URL|sandbox`; without it the profile is meant that the app has selected. */
export async function captureTarget(
  to: string | undefined,
  { settings, ...play }: Play & { settings: SettingsFile },
): Promise<CaptureTarget> {
  const profile = profileMeant(to ?? settings.get().selected.profile, settings.profiles())
  if (profile.id === SANDBOX_PROFILE) return sandboxTarget(profile, play)
  if (play.faults.length > 0) throw new CommandError('--fault is for the sandbox. Add --to sandbox.')
  return { profile, secrets: [], aliases: [], close: () => Promise.resolve() }
}

function profileMeant(to: string, profiles: readonly Profile[]): Profile {
  const meant = to.trim().toLowerCase()
  const known = profiles.find(({ id, name }) => id === meant || name.toLowerCase() === meant)
  if (known) return known
  if (/^[a-z][a-z\d+.-]*:/i.test(to)) {
    const address = baseUrlSchema.safeParse(to)
    if (address.success) return profileFor('command-line', 'command line', address.data)
    // Without the text, which may hold a password.
    throw new CommandError(`Postern refused the URL of --to. ${issueSentence(address.error.issues[0])}.`)
  }
  const ids = profiles.map(({ id }) => id)
  throw new CommandError(
    `--to takes a URL, or one of these profiles: ${ids.join(', ')}.${suggestion(meant, ids)}`,
  )
}

async function sandboxTarget(profile: Profile, { faults, speed, salt }: Play): Promise<CaptureTarget> {
  const play = await startPlay(profile, { clock: systemClock, faults, speed })
  return {
    profile: play.profile,
    secrets: play.keys.map(({ secret }) => secret),
    aliases: play.keys.map(({ alias, secret }) => [markOf(secret, salt), alias]),
    close: play.close,
  }
}

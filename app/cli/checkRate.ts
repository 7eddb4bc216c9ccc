import { USUAL_RATE, type CheckOptions } from '../check/check.ts'
import { rateOf } from './arguments.ts'
import type { Io } from './io.ts'
import { openKeptSettings } from './settingsFile.ts'

/** The rate limit that calls are held against: that of `--rate`, else that of the profile in the settings. */
export async function checkRate(
  given: string | undefined,
  io: Io,
): Promise<NonNullable<CheckOptions['rate']>> {
  if (given !== undefined) return { ...USUAL_RATE, ...rateOf(given) }
  const settings = await openKeptSettings(io)
  const rates = new Map(settings.profiles().map(({ id, rate }) => [id, rate]))
  return (profile) => rates.get(profile) ?? null
}

import type { Clock } from '../clock.ts'
import type { Profile } from '../contract/profile.ts'
import { startSandbox, type Sandbox } from './sandbox.ts'

/** A sandbox that misbehaves in a given way, and the profile that leads to it. */
export interface SandboxPlay {
  profile: Profile
  keys: Sandbox['keys']
  close(): Promise<void>
}

interface PlayOptions {
  clock: Clock
  /** Specifications of faults, the first to strike first. */
  faults: readonly string[]
  /** How much faster than the API's its minute is. */
  speed: number
}

/** @throws PosternError bad-input for a fault that does not exist */
export async function startPlay(
  profile: Profile,
  { clock, faults, speed }: PlayOptions,
): Promise<SandboxPlay> {
  const { rate, retry } = profile
  const lengthMs = rate.lengthMs / speed
  const sandbox = await startSandbox({ clock, rate: { limit: rate.limit, lengthMs } })
  try {
    for (const fault of faults) sandbox.addFault(fault)
  } catch (error) {
    // What still listens would keep the program from ending.
    await sandbox.close()
    throw error
  }
  return {
    profile: {
      ...profile,
      baseUrl: sandbox.url,
      rate: { ...rate, lengthMs },
      // What is recommended is as much faster.
      retry: {
        ...retry,
        backoffMs: retry.backoffMs.map((ms) => ms / speed),
        deadlineMs: retry.deadlineMs / speed,
      },
    },
    keys: sandbox.keys,
    close: () => sandbox.close(),
  }
}

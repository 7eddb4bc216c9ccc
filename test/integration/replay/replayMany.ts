import type { Clock } from '../../../app/clock.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { noJournal } from '../../../app/replay/journal.ts'
import { itemsOf, planReplay } from '../../../app/replay/plan.ts'
import { startReplay, type Replay } from '../../../app/replay/replay.ts'
import type { ReplayState } from '../../../app/replay/run.ts'
import type { Sender } from '../../../app/sending/sender.ts'
import { answered, asking } from '../../unit/replay/samples.ts'

export interface ManyOptions {
  clock: Clock
  sender: Sender
  profile: Profile
  key?: string
  /** Relative to the profile's address. */
  target?: string
  onChange?(state: ReplayState): void
}

/** Begins a replay of so many failed requests, with a sender that sends. */
export async function replayMany(count: number, options: ManyOptions): Promise<Replay> {
  const { clock, sender, profile, key = 'site-7', target = '/api/external/sites', onChange } = options
  const originals = Array.from({ length: count }, (_, at) =>
    asking(answered(500, { profile: profile.id, key }, at), { url: new URL(target, profile.baseUrl).href }),
  )
  const ports = { targetOf: () => ({ profile, key }), takesMs: () => 0 }
  const { requests } = await planReplay(originals, ports)
  return startReplay(itemsOf(requests, true), {
    ...ports,
    clock,
    sender,
    load: (id) => Promise.resolve(originals.find((original) => original.id === id) ?? null),
    redact: (value) => value,
    journal: noJournal,
    ...(onChange && { onChange }),
  })
}

import type { Catalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import type { Notice } from '../contract/notice.ts'
import type { Profile } from '../contract/profile.ts'
import type { Sender } from '../sending/sender.ts'
import type { History } from '../history/history.ts'
import type { SettingsFile } from '../settings/settings.ts'
import type { Vault } from '../vault/vault.ts'
import type { Broadcast } from './broadcast.ts'
import { createExportDesk, type ExportDesk } from './exportDesk.ts'
import { createImportDesk, type ImportDesk } from './importDesk.ts'
import { createKeyOffers, type KeyOffers } from './keyOffers.ts'
import { createReplayDesk, type ReplayDesk, type ReplayDeskPorts } from './replayDesk.ts'

export interface DeskPorts extends Pick<ReplayDeskPorts, 'folder' | 'notify' | 'redact'> {
  clock: Clock
  sender: Sender
  history: History
  vault: Vault
  settings: SettingsFile
  catalog(): Catalog
  profiles(): Profile[]
  /** Where a profile's keys go. */
  placeOf(profile: Profile): string
  /** Known in clear now, to be blanked. */
  secrets(): readonly string[]
  broadcast: Broadcast
  tell(notice: Notice): void
}

/** Where work on many exchanges is done; the page and the notices hear how it goes. */
export interface Desks {
  replays: ReplayDesk
  imports: ImportDesk
  exports: ExportDesk
  keyOffers: KeyOffers
}

/** Opens the desks, and takes up the replays that an earlier run of the program has left. */
export async function openDesks(ports: DeskPorts): Promise<Desks> {
  const { clock, sender, history, vault, settings, catalog, profiles, placeOf, secrets, broadcast, tell } =
    ports
  const replays = createReplayDesk({
    clock,
    sender,
    history,
    profiles,
    redact: ports.redact,
    hasKey: (profile, key) =>
      vault
        .list((id) => {
          const found = profiles().find((candidate) => candidate.id === id)
          return found ? placeOf(found) : null
        })
        .some((entry) => entry.profile === profile && entry.alias === key && entry.state === 'ready'),
    folder: ports.folder,
    onChange: (status) => {
      broadcast('replay:changed', status)
    },
    notify: ports.notify,
  })
  const leftBehind = await replays.takeUp()
  if (leftBehind.length > 0) {
    tell({
      id: 'replay-not-taken-up',
      severity: 'warning',
      title: 'A replay that had not ended is not whole',
      detail: leftBehind.join(' '),
      remedy: 'Look at the history, where all that was sent is kept, and send from there what still fails.',
    })
  }
  const keyOffers = createKeyOffers({
    clock,
    vault,
    settings,
    profiles,
    placeOf,
    onChange: (offers) => {
      broadcast('import:offered', offers)
    },
  })
  const imports = createImportDesk({
    clock,
    worker: new URL('harWorker.js', import.meta.url),
    history,
    catalog,
    profiles,
    secrets,
    onFound: keyOffers.add,
    onChange: (status) => {
      broadcast('import:changed', status)
      if (status.phase !== 'reading') broadcast('history:changed', null)
    },
  })
  const exports = createExportDesk({
    clock,
    worker: new URL('exportWorker.js', import.meta.url),
    history,
    profiles,
    secrets,
    onChange: (status) => {
      broadcast('export:changed', status)
    },
  })
  return { replays, imports, exports, keyOffers }
}

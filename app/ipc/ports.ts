import type { AppInfo, Settings } from '../contract/calls.ts'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import type { Profile } from '../contract/profile.ts'
import type { Sender } from '../sending/sender.ts'
import type { Redactor } from '../recorder/redact.ts'
import type { Surroundings } from '../formats/supportBundle.ts'
import type { History } from '../history/history.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { CatalogFile } from '../settings/catalogFile.ts'
import type { KeptDraft } from '../settings/draft.ts'
import type { LastClaims } from '../settings/lastClaims.ts'
import type { SettingsFile } from '../settings/settings.ts'
import type { Updates } from '../shell/updates.ts'
import type { Vault } from '../vault/vault.ts'
import type { Handlers } from './answer.ts'
import type { ExportDesk } from './exportDesk.ts'
import type { ImportDesk } from './importDesk.ts'
import type { KeyOffers } from './keyOffers.ts'
import type { Notices } from './notices.ts'
import type { RemovedKeys } from './removedKeys.ts'
import type { ReplayDesk } from './replayDesk.ts'

/** The parts that the calls of the page are made of. */
export interface HandlerPorts {
  info(): Omit<AppInfo, 'notices'>
  notices: Notices
  settings: SettingsFile
  draft: KeptDraft
  vault: Vault
  history: History
  sender: Sender
  lastClaims: LastClaims
  sandbox: Sandbox
  profiles(): Profile[]
  catalogFile: CatalogFile
  /** Asks the user for a catalog file; null when they chose none. */
  chooseCatalogFile(): Promise<string | null>
  /** Asks the user for a file of certificates; null when they chose none. */
  chooseCaFile(): Promise<string | null>
  /** Where a profile's keys go: its origin, and a fixed name for the sandbox, whose port changes. */
  placeOf(profile: Profile): string
  /** Asks the user, out of the page's reach, whether keys may be stored though nothing guards their password. */
  confirmWeakStorage(): Promise<boolean>
  replays: ReplayDesk
  imports: ImportDesk
  exports: ExportDesk
  keyOffers: KeyOffers
  removedKeys: RemovedKeys
  /** Asks the user for a HAR file; null when they chose none. */
  chooseHarFile(): Promise<string | null>
  redactor: Redactor
  /** Epoch ms. */
  now(): number
  /** Exchanges as a text for others, without secrets. It may take its time. */
  writeExport(format: ExportFormat, exchanges: readonly Exchange[], around: Surroundings): Promise<string>
  /** Lets the user choose a file for a text; null when they chose none. */
  saveText(name: string, text: string): Promise<string | null>
  /** Lets the user choose a place for a new file; null when they chose none. */
  chooseNewFile(name: string): Promise<{ path: string; name: string } | null>
  updates: Updates
  /** Asks the user, out of the page's reach, whether programs from a feed may replace this one. */
  confirmFeed(feed: string): Promise<boolean>
  /** The page can be used from now on. */
  onReady(): void | Promise<void>
  /** Returns the zoom of the window in percent. */
  zoom(to: 'in' | 'out' | 'reset'): number
  onSettings(settings: Settings): Promise<void>
}

/** The calls of some domains. */
export type CallsOf<Domain extends string> = {
  [N in keyof Handlers as N extends `${Domain}:${string}` ? N : never]: Handlers[N]
}

/** Throws a PosternError `not-found`. */
export function profileNamed(profiles: readonly Profile[], id: string): Profile {
  const profile = profiles.find((candidate) => candidate.id === id)
  if (!profile) {
    throw new PosternError('not-found', `There is no profile named “${id}”.`, 'Choose another profile.')
  }
  return profile
}

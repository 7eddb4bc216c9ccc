import { safeStorage } from 'electron'
import { systemClock } from '../clock.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import type { Notice } from '../contract/notice.ts'
import type { Profile } from '../contract/profile.ts'
import type { HistoryOpening } from '../history/opening.ts'
import { startSandbox } from '../sandbox/sandbox.ts'
import { checkedOrigin } from '../sending/target.ts'
import { createHeldSecrets } from '../session/heldSecrets.ts'
import { openCatalogFile } from '../settings/catalogFile.ts'
import { openDraft } from '../settings/draft.ts'
import { keepingOf } from '../settings/keeping.ts'
import { openLastClaims } from '../settings/lastClaims.ts'
import type { SettingsFile } from '../settings/settings.ts'
import { cipherOf } from '../shell/cipher.ts'
import { openVault } from '../vault/vault.ts'

/** What the sandbox's keys are bound to: its origin has another port at each start. */
const SANDBOX_PLACE = 'the sandbox'

export interface KeptOptions {
  /** The path of a file in the data folder. */
  inData(name: string): string
  settings: SettingsFile
  openingHistory: HistoryOpening
  onNotice(notice: Notice): void
  /** The time of keys that were held in memory is over. */
  onForgotten(): void
}

export type Kept = Awaited<ReturnType<typeof openKept>>

/** Opens what is kept from one start to the next, and the sandbox, whose keys the vault offers too. */
export async function openKept({ inData, settings, openingHistory, onNotice, onForgotten }: KeptOptions) {
  const cipher = cipherOf(safeStorage, { clock: systemClock, platform: process.platform })
  const catalogFile = openCatalogFile()
  const [vault, sandbox, history, draft, lastClaims] = await Promise.all([
    openVault({ file: inData('keys.json'), cipher, onNotice }),
    startSandbox({ clock: systemClock }),
    openingHistory.opened,
    openDraft(inData('draft.json')),
    openLastClaims(inData('claims.json'), () => systemClock.now()),
    catalogFile.read(settings.get().catalogFile),
  ])
  await history.setRetention(keepingOf(settings.get().keeping))
  for (const { alias, secret, note } of sandbox.keys)
    vault.provide(SANDBOX_PROFILE, alias, secret, SANDBOX_PLACE, note)

  const placeOfKey = (profile: string, origin: string) =>
    profile === SANDBOX_PROFILE && origin === sandbox.url ? SANDBOX_PLACE : origin
  return {
    settings,
    vault,
    sandbox,
    history,
    draft,
    lastClaims,
    catalogFile,
    heldKeys: createHeldSecrets(systemClock, onForgotten),
    /** Where a key of a profile goes that asks such an origin: a fixed name stands for the sandbox. */
    placeOfKey,
    placeOf: ({ id, baseUrl }: Profile) => placeOfKey(id, checkedOrigin(baseUrl)),
    profiles: (): Profile[] =>
      settings
        .profiles()
        .map((profile) => (profile.id === SANDBOX_PROFILE ? { ...profile, baseUrl: sandbox.url } : profile)),
  }
}

import { safeStorage } from 'electron'
import { systemClock } from '../clock.ts'
import { bindingOf, type Binding } from '../contract/binding.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import type { Notice } from '../contract/notice.ts'
import type { Profile } from '../contract/profile.ts'
import type { HistoryOpening } from '../history/opening.ts'
import { startSandbox } from '../sandbox/sandbox.ts'
import { createHandedSecrets } from '../session/handedSecrets.ts'
import { createHeldSecrets } from '../session/heldSecrets.ts'
import { createSessionTokens } from '../session/sessionTokens.ts'
import { openCatalogFile } from '../settings/catalogFile.ts'
import { openCheckRuns } from '../settings/checkRuns.ts'
import { openDraft } from '../settings/draft.ts'
import { keepingOf } from '../settings/keeping.ts'
import { openLastClaims } from '../settings/lastClaims.ts'
import { openProblemNotes } from '../settings/problemNotes.ts'
import { openProvenRecipes } from '../settings/provenRecipes.ts'
import type { SettingsFile } from '../settings/settings.ts'
import { cipherOf } from '../shell/cipher.ts'
import { openVault } from '../vault/vault.ts'

/** What keys of the sandbox are bound to, whatever its recipe: it has another port at each start, and tells nobody a key. */
const SANDBOX: Binding = { origin: 'the sandbox', recipe: '' }

interface KeptOptions {
  /** The path of a file in the data folder. */
  inData(name: string): string
  settings: SettingsFile
  /** Takes secrets out of a text. */
  redact(text: string): string
  openingHistory: HistoryOpening
  onNotice(notice: Notice): void
  /** The time of keys that were held in memory is over. */
  onForgotten(): void
  /** What main holds of the secrets of an exchange has changed. */
  onSecret(id: string): void
}

export type Kept = Awaited<ReturnType<typeof openKept>>

/** Opens what is kept from one start to the next, and the sandbox, whose keys the vault offers too. */
export async function openKept(options: KeptOptions) {
  const { inData, settings, redact, openingHistory, onNotice, onForgotten, onSecret } = options
  const cipher = cipherOf(safeStorage, { clock: systemClock, platform: process.platform })
  const catalogFile = openCatalogFile()
  const bindingFor = (profile: Pick<Profile, 'id' | 'baseUrl' | 'token'>) =>
    profile.id === SANDBOX_PROFILE ? SANDBOX : bindingOf(profile)
  const recipes = new Map(settings.profiles().map((profile) => [profile.id, bindingFor(profile).recipe]))
  const [vault, sandbox, history, draft, lastClaims, problemNotes, checkRuns] = await Promise.all([
    openVault({ file: inData('keys.json'), cipher, recipeOf: (id) => recipes.get(id) ?? null, onNotice }),
    startSandbox({ clock: systemClock }),
    openingHistory.opened,
    openDraft(inData('draft.json'), redact, onNotice),
    openLastClaims(inData('claims.json'), () => systemClock.now()),
    openProblemNotes(inData('problem-notes.json'), onNotice),
    openCheckRuns(inData('check-runs.json'), onNotice),
    catalogFile.read(settings.get().catalogFile),
  ])
  const recipesFile = inData('token-recipes.json')
  const used = settings.profiles().filter(({ id }) => id === SANDBOX_PROFILE || lastClaims.knows(id))
  const provenRecipes = await openProvenRecipes(recipesFile, used.map(bindingFor))
  await history.setRetention(keepingOf(settings.get().keeping))
  for (const { alias, secret, note } of sandbox.keys)
    vault.provide(SANDBOX_PROFILE, alias, secret, SANDBOX, note)

  return {
    settings,
    vault,
    sandbox,
    history,
    draft,
    lastClaims,
    problemNotes,
    checkRuns,
    provenRecipes,
    catalogFile,
    heldKeys: createHeldSecrets(systemClock, onForgotten),
    sessionTokens: createSessionTokens(),
    handedSecrets: createHandedSecrets(systemClock, onSecret),
    bindingOf: bindingFor,
    profiles: (): Profile[] =>
      settings
        .profiles()
        .map((profile) => (profile.id === SANDBOX_PROFILE ? { ...profile, baseUrl: sandbox.url } : profile)),
  }
}

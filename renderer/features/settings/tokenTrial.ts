import { computed, shallowRef, watch } from 'vue'
import type { TokenTrial } from '../../../app/contract/tokenTrial.ts'
import { call } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { useWork } from '../../ui/useWork.ts'
import { useSettingsStore } from './settings.ts'

/** A key of the vault by its name, one that was typed, or one that a pasted command held. */
export type KeySource = { key: string } | { secret: string } | { held: string }

/** The token request of the profile as it stands in the form, and what came of it. */
export function useTokenTrial() {
  const settings = useSettingsStore()
  const trial = shallowRef<TokenTrial | null>(null)
  const { isBusy, trouble, run } = useWork()

  const asked = computed(() => JSON.stringify([settings.draft?.baseUrl, settings.draft?.token]))
  /** What came of another token request says nothing of this one. */
  watch(asked, () => {
    trial.value = null
    trouble.value = null
  })

  async function tryWith(from: KeySource): Promise<void> {
    if (settings.draft === null) return
    // A new one may have none yet.
    const profile = { ...settings.draft, name: settings.draft.name || 'New profile' }
    trial.value = null
    await run(async () => {
      const found = await call('token:try', { profile, from })
      trial.value = found
      if (found.hasToken && 'key' in from) settings.noteTried(profile.id, from.key)
      announce(found.hasToken ? 'The token request works' : 'The token request led to no token')
    }, settings.showProblem)
  }

  return { trial, isBusy, trouble, tryWith }
}

import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { KeyOffer } from '../../../app/contract/keyOffer.ts'
import { call, on } from '../../api/bridge.ts'
import { announce } from '../../ui/announcer.ts'
import { useNoticesStore } from '../window/notices.ts'
import { useSessionStore } from '../window/session.ts'

/** API keys that an import brought along; main holds them, and here is only what they are for. */
export const useKeyOffersStore = defineStore('keyOffers', () => {
  const notices = useNoticesStore()
  const session = useSessionStore()

  const offers = shallowRef<readonly KeyOffer[]>([])
  /** The offer that the dialog is open for. */
  const chosenId = shallowRef<string | null>(null)
  const chosen = computed(() => offers.value.find(({ id }) => id === chosenId.value) ?? null)

  async function start(): Promise<void> {
    on('import:offered', (now) => (offers.value = now))
    await notices.attempt('Postern cannot tell whether an import brought keys along', async () => {
      offers.value = await call('import:offers', undefined)
    })
  }

  function ask(id: string): void {
    chosenId.value = id
  }

  function close(): void {
    chosenId.value = null
  }

  /** @throws {BridgeFailure} the dialog that asked shows it. */
  async function keep(offer: string, alias: string): Promise<void> {
    const kept = await call('import:keepKey', { offer, key: alias })
    await session.select(kept.profile, kept.key)
    announce(`Postern keeps the key ${kept.key}`)
  }

  async function decline(): Promise<void> {
    await notices.attempt('The keys are forgotten after ten minutes', () =>
      call('import:declineKeys', undefined),
    )
  }

  return { offers, chosen, start, ask, close, keep, decline }
})

import { computed, onMounted, shallowRef } from 'vue'
import type { Keeping, KeyInfo } from '../../../app/contract/keys.ts'
import { call } from '../../api/bridge.ts'
import { useWork } from '../../ui/useWork.ts'

/** How keys are kept on this computer, and the choice that the user has. */
export function useKeeping() {
  const keeping = shallowRef<Keeping | null>(null)
  const { isBusy, trouble, run } = useWork()

  async function learn(task: () => Promise<Keeping>): Promise<void> {
    await run(async () => {
      keeping.value = await task()
    })
  }

  /** Where a key that is entered now is kept. */
  const usual = computed((): KeyInfo['kept'] => {
    if (keeping.value === null || keeping.value.protection === 'memory') return 'memory'
    if (keeping.value.protection === 'keyring') return 'disk'
    return keeping.value.storesWeakly ? 'weak' : 'memory'
  })

  onMounted(() => learn(() => call('keys:keeping', undefined)))

  return {
    keeping,
    usual,
    isBusy,
    trouble,
    /** Main asks the user in a dialog of the system's; the result is how keys are kept now, whether or not they agreed. */
    storeWeakly: (isWanted: boolean) => learn(() => call('keys:storeWeakly', { isWanted })),
  }
}

import { shallowRef } from 'vue'
import { BridgeFailure } from '../api/bridge.ts'
import { toUiError, type UiError } from '../api/async.ts'

/** Work that its own place shows: whether it is under way, and what went wrong with it. */
export function useWork() {
  const isBusy = shallowRef(false)
  const trouble = shallowRef<UiError | null>(null)

  /** Returns whether it was done. `showAtField` returns whether it has shown what is wrong beside the field to blame. */
  async function run(
    work: () => Promise<unknown>,
    showAtField: (field: NonNullable<BridgeFailure['field']>) => boolean = () => false,
  ): Promise<boolean> {
    isBusy.value = true
    trouble.value = null
    try {
      await work()
      return true
    } catch (error) {
      const field = error instanceof BridgeFailure ? error.field : null
      if (!field || !showAtField(field)) trouble.value = toUiError(error)
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, trouble, run }
}

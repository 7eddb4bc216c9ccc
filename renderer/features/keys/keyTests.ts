import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { KeyInfo } from '../../../app/contract/keys.ts'
import { call } from '../../api/bridge.ts'
import { settle, type Async } from '../../api/async.ts'
import { announce } from '../../ui/announcer.ts'
import { plural } from '../../../app/contract/words.ts'

type KeyOf = Pick<KeyInfo, 'profile' | 'alias'>

/** What a token request with each key has shown since the start, one key after the other. */
export const useKeyTestsStore = defineStore('keyTests', () => {
  const results = shallowRef<ReadonlyMap<string, Async<unknown>>>(new Map())
  /** How many of the keys that are tested together are done; null while none are. */
  const progress = shallowRef<{ readonly done: number; readonly of: number } | null>(null)
  const isBusy = computed(() => progress.value !== null)

  const nameOf = ({ profile, alias }: KeyOf) => `${profile} ${alias}`

  function resultOf(key: KeyOf): Async<unknown> {
    return results.value.get(nameOf(key)) ?? { state: 'idle' }
  }

  function keep(key: KeyOf, result: Async<unknown>): void {
    results.value = new Map(results.value).set(nameOf(key), result)
  }

  async function test(key: KeyOf): Promise<void> {
    keep(key, { state: 'loading' })
    keep(key, await settle(call('keys:test', { profile: key.profile, key: key.alias })))
  }

  async function testAll(keys: readonly KeyOf[]): Promise<void> {
    for (const [done, key] of keys.entries()) {
      progress.value = { done, of: keys.length }
      await test(key)
    }
    progress.value = null
    const failed = keys.filter((key) => resultOf(key).state === 'failed').length
    announce(`${plural(keys.length, 'key')} tested, ${failed === 0 ? 'none' : failed} refused`)
  }

  return { progress, isBusy, resultOf, keep, test, testAll }
})

import { Linter } from 'eslint'
import { expect, it } from 'vitest'
import vue from 'eslint-plugin-vue'
import { storeState } from '../../../tools/check/storeState.mjs'

function complaintsAbout(code: string): number[] {
  const messages = new Linter().verify(
    code,
    [
      ...vue.configs['flat/base'],
      {
        files: ['**/*.vue'],
        plugins: { postern: { rules: { 'store-state': storeState } } },
        rules: { 'postern/store-state': 'error' },
      },
    ],
    'some.vue',
  )
  expect(messages.map(({ ruleId }) => ruleId)).toEqual(messages.map(() => 'postern/store-state'))
  return messages.map(({ line }) => line)
}

it('finds who writes the state of a store from outside, in scripts and templates', () => {
  const code = `<script setup>
const rooms = useNavigationStore()
const own = reactive({ open: false })
rooms.room = 'history'
rooms.draft.target += '?'
rooms.count++
own.open = rooms.room === 'history'
rooms.go('history')
</script>
<template>
  <input v-model="rooms.text" @click="rooms.room = 'keys'">
  <input v-model="own.text" :value="rooms.text" @click="rooms.go('keys')">
</template>
`
  expect(complaintsAbout(code).toSorted((a, b) => a - b)).toEqual([4, 5, 6, 11, 11])
})

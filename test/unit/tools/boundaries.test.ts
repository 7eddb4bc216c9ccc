import { ESLint } from 'eslint'
import vue from 'eslint-plugin-vue'
import { join } from 'node:path'
import tseslint from 'typescript-eslint'
import { expect, test } from 'vitest'
import { boundaries } from '../../../tools/boundaries.mjs'

const root = join(import.meta.dirname, '../../..')

const linter = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [
    { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
    ...vue.configs['flat/base'],
    { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
    boundaries,
  ],
})

/** The rules that a file of that path would break if it held that code. */
async function broken(path: string, code: string): Promise<(string | null)[]> {
  const text = path.endsWith('.vue') ? `<script setup lang="ts">\n${code}\n</script>` : code
  const [result] = await linter.lintText(text, { filePath: join(root, path) })
  return (result?.messages ?? []).map(({ ruleId }) => ruleId)
}

const sender = '../sending/sender.ts'
const kept = '../../../app/history/history.ts'

test.each([
  ['a part with what belongs to no one else', 'app/history/new.ts', `import { a } from '../files/mutex.ts'`],
  ["a part with Node's modules", 'app/vault/new.ts', `import 'node:fs'`],
  ['a pure part with its package', 'app/contract/new.ts', `import { z } from 'zod'`],
  ['the types of what is handed over', 'app/replay/new.ts', `import type { Sender } from '${sender}'`],
  ['a component in a component', 'renderer/features/keys/New.vue', `import B from '../../ui/TextLines.vue'`],
  ['a room when it is needed', 'renderer/features/keys/new.ts', `import('../../ui/TextLines.vue')`],
])('%s is allowed', async (_what, path, code) => {
  expect(await broken(path, code)).toEqual([])
})

test.each([
  ['a part of a higher layer', 'app/contract/new.ts', `import { a } from '../catalog/endpoints.ts'`],
  ['a neighbour', 'app/vault/new.ts', `import { a } from '../history/history.ts'`],
  ['the value of what is handed over', 'app/replay/new.ts', `import { createSender } from '${sender}'`],
  ["Node's modules in a pure part", 'app/diagnosis/new.ts', `import 'node:fs'`],
  ["Node's modules by their short name", 'app/operations/new.ts', `import { readFile } from 'fs/promises'`],
  ['Electron in a part', 'app/sending/new.ts', `import { net } from 'electron'`],
  ['Electron in the tool', 'app/cli/new.ts', `import { app } from 'electron/main'`],
  ['a package that is not listed', 'app/sandbox/new.ts', `import axios from 'axios'`],
  ['a package that nobody installed', 'renderer/features/keys/new.ts', `import x from '@not/here'`],
  ['what does the work, in the page', 'renderer/features/keys/new.ts', `import { a } from '${kept}'`],
  ['its type', 'renderer/features/keys/new.ts', `import type { History } from '${kept}'`],
  ['operations, by value', 'renderer/api/new.ts', `import { a } from '../../app/operations/all.ts'`],
  ['a component in logic', 'renderer/features/keys/new.ts', `import B from '../../ui/TextLines.vue'`],
  ['a test', 'app/sending/new.ts', `import { a } from '../../test/unit/importCircles.test.ts'`],
  ['what is not there', 'app/sending/new.ts', `import { a } from '../sending/notHere.ts'`],
  ['in a component', 'renderer/ui/New.vue', `import { ipcRenderer } from 'electron'`],
  ['by passing it on', 'app/diagnosis/new.ts', `export * from '${sender}'`],
  ['by passing a name on', 'app/diagnosis/new.ts', `export { createSender } from '${sender}'`],
  ['at run time', 'app/diagnosis/new.ts', `await import('${sender}')`],
  ['by require', 'app/diagnosis/new.ts', `require('fs')`],
  ['by assignment', 'app/diagnosis/new.ts', `import fs = require('fs')`],
  ['within a type', 'app/diagnosis/new.ts', `export type A = import('${sender}').Sender`],
])('refused: %s', async (_what, path, code) => {
  expect(await broken(path, code)).toEqual(['boundaries/dependencies'])
})

test('a file that belongs to no part is refused', async () => {
  expect(await broken('app/newFolder/new.ts', '')).toEqual(['boundaries/no-unknown-files'])
  expect(await broken('renderer/new.ts', '')).toEqual(['boundaries/no-unknown-files'])
})

test('a module whose name is put together at run time is refused', async () => {
  expect(await broken('app/clock.ts', 'void import(name)')).toEqual(['no-restricted-syntax'])
  expect(await broken('renderer/ui/New.vue', 'void import(`./${name}.ts`)')).toEqual(['no-restricted-syntax'])
})

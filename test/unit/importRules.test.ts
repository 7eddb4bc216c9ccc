import { ESLint } from 'eslint'
import vue from 'eslint-plugin-vue'
import { join } from 'node:path'
import tseslint from 'typescript-eslint'
import { describe, expect, it } from 'vitest'
import { house } from '../../tools/lint/house.mjs'
import { zones } from '../../tools/lint/zones.mjs'

const root = join(import.meta.dirname, '../..')

const linter = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [
    { files: ['**/*.{ts,cts}'], languageOptions: { parser: tseslint.parser } },
    ...vue.configs['flat/base'],
    { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
    ...house,
  ],
})

const projectLinter = new ESLint({ cwd: root })

/** The messages for a file of that path which would hold that code. */
async function lint(path: string, code: string): Promise<string[]> {
  const text = path.endsWith('.vue')
    ? `<script setup lang="ts">\n${code}\n</script>\n<template><p /></template>`
    : code
  const [result] = await linter.lintText(text, { filePath: join(root, path) })
  return (result?.messages ?? []).map(({ message }) => message)
}

const everyFile = {
  contract: 'app/contract/new.ts',
  catalog: 'app/catalog/new.ts',
  diagnosis: 'app/diagnosis/new.ts',
  compare: 'app/compare/new.ts',
  query: 'app/query/new.ts',
  files: 'app/files/new.ts',
  policy: 'app/sending/policy.ts',
  sending: 'app/sending/new.ts',
  history: 'app/history/new.ts',
  vault: 'app/vault/new.ts',
  settings: 'app/settings/new.ts',
  sandbox: 'app/sandbox/new.ts',
  formats: 'app/formats/new.ts',
  replay: 'app/replay/new.ts',
  threads: 'app/threads/new.ts',
  clock: 'app/clock.ts',
  preload: 'app/preload.ts',
  ipc: 'app/ipc/new.ts',
  shell: 'app/shell/new.ts',
  boot: 'app/boot.ts',
  main: 'app/main.ts',
  cli: 'app/cli/new.ts',
  pageLogic: 'renderer/features/x/new.ts',
  renderer: 'renderer/main.ts',
}
type ZoneName = keyof typeof everyFile

/** Where a zone's modules are imported from, seen from `app/<folder>/`. */
const pure = ['../contract/a.ts', '../catalog/a.ts', '../diagnosis/a.ts', '../compare/a.ts', '../query/a.ts']
const neighbours = [
  '../files/a.ts',
  '../sending/a.ts',
  '../history/a.ts',
  '../vault/a.ts',
  '../settings/a.ts',
  '../sandbox/a.ts',
  '../formats/a.ts',
  '../replay/a.ts',
  '../threads/a.ts',
]
const desktop = ['../ipc/a.ts', '../shell/a.ts', '../boot.ts', '../main.ts']
const outside = [
  '../../renderer/a.ts',
  '../../test/fixtures/a.ts',
  '../../tools/start.mjs',
  '../../../elsewhere/a.ts',
]
const libraries = ['axios', 'ulid', 'libsql', 'vue', 'lodash']

function without(all: string[], ...allowed: string[]): string[] {
  return all.filter((name) => !allowed.includes(name))
}

/** From app/main.ts or app/boot.ts a neighbour stands one folder lower. */
function fromTop(specifiers: string[]): string[] {
  return specifiers.map((specifier) => specifier.replace(/^\.\./, '.').replace(/^\.\/\.\./, '..'))
}

const everything = [...pure, ...neighbours, '../clock.ts', ...desktop]

const table: Record<ZoneName, { allowed: string[]; forbidden: string[] }> = {
  contract: {
    allowed: ['./a.ts', 'zod'],
    forbidden: [
      ...without(everything, '../contract/a.ts'),
      ...outside,
      ...libraries,
      'node:fs',
      'fs',
      'electron',
    ],
  },
  catalog: {
    allowed: ['./a.ts', '../contract/a.ts', 'zod'],
    forbidden: [
      ...without(everything, '../contract/a.ts', '../catalog/a.ts'),
      ...outside,
      ...libraries,
      'node:fs',
      'fs/promises',
      'electron',
    ],
  },
  diagnosis: {
    allowed: ['./a.ts', '../contract/a.ts', '../catalog/a.ts', 'zod'],
    forbidden: [
      '../compare/a.ts',
      '../query/a.ts',
      ...neighbours,
      ...desktop,
      ...outside,
      ...libraries,
      'node:util',
      'buffer',
      'electron',
    ],
  },
  query: {
    allowed: ['./a.ts', '../contract/a.ts', 'zod'],
    forbidden: [
      ...without(everything, '../contract/a.ts', '../query/a.ts'),
      ...outside,
      ...libraries,
      'node:fs',
      'electron',
    ],
  },
  compare: {
    allowed: [...without(pure, '../query/a.ts'), './a.ts', 'zod'],
    forbidden: [
      '../query/a.ts',
      ...neighbours,
      '../clock.ts',
      ...desktop,
      ...outside,
      ...libraries,
      'node:util',
      'electron',
    ],
  },
  files: {
    allowed: [...pure, './a.ts', 'node:fs', 'zod'],
    forbidden: [...without(neighbours, '../files/a.ts'), ...desktop, ...outside, ...libraries, 'electron'],
  },
  policy: {
    allowed: [...pure, './window.ts', 'zod'],
    forbidden: [
      './sender.ts',
      '../clock.ts',
      ...without(neighbours, '../sending/a.ts'),
      ...desktop,
      ...libraries,
      'node:timers',
      'electron',
    ],
  },
  sending: {
    allowed: [...pure, './policy.ts', './a.ts', 'node:http', 'axios', 'ulid', 'zod'],
    forbidden: [
      ...without(neighbours, '../sending/a.ts'),
      '../clock.ts',
      ...desktop,
      ...outside,
      ...without(libraries, 'axios', 'ulid'),
      'electron',
    ],
  },
  history: {
    allowed: [...pure, './a.ts', '../files/a.ts', 'node:worker_threads', 'libsql', 'zod'],
    forbidden: [
      ...without(neighbours, '../history/a.ts', '../files/a.ts'),
      ...desktop,
      ...outside,
      ...without(libraries, 'libsql'),
      'electron',
    ],
  },
  vault: {
    allowed: [...pure, './a.ts', '../files/a.ts', 'node:fs', 'zod'],
    forbidden: [
      ...without(neighbours, '../vault/a.ts', '../files/a.ts'),
      ...desktop,
      ...outside,
      ...libraries,
      'electron',
    ],
  },
  settings: {
    allowed: [...pure, './a.ts', '../files/a.ts', 'node:fs', 'zod'],
    forbidden: [
      ...without(neighbours, '../settings/a.ts', '../files/a.ts'),
      ...desktop,
      ...outside,
      ...libraries,
      'electron',
    ],
  },
  sandbox: {
    allowed: [...pure, './a.ts', 'node:http', 'zod'],
    forbidden: [...without(neighbours, '../sandbox/a.ts'), ...desktop, ...outside, ...libraries, 'electron'],
  },
  formats: {
    allowed: [...pure, './a.ts', '../files/a.ts', 'node:buffer', 'zod', '@streamparser/json'],
    forbidden: [
      ...without(neighbours, '../formats/a.ts', '../files/a.ts'),
      ...desktop,
      ...outside,
      ...libraries,
      'electron',
    ],
  },
  threads: {
    allowed: [
      ...pure,
      './a.ts',
      '../sending/a.ts',
      '../sending/policy.ts',
      '../formats/a.ts',
      'node:worker_threads',
    ],
    forbidden: [
      ...without(neighbours, '../threads/a.ts', '../sending/a.ts', '../formats/a.ts'),
      ...desktop,
      ...outside,
      ...libraries,
      'electron',
    ],
  },
  replay: {
    allowed: [...pure, './a.ts', '../files/a.ts', 'node:fs/promises', 'zod'],
    forbidden: [
      ...without(neighbours, '../replay/a.ts', '../files/a.ts'),
      '../clock.ts',
      ...desktop,
      ...outside,
      ...libraries,
      'electron',
    ],
  },
  clock: {
    allowed: fromTop(['../contract/a.ts', 'node:timers/promises']),
    forbidden: [...fromTop([...neighbours, ...desktop]), ...libraries, 'electron'],
  },
  preload: {
    allowed: ['electron', './contract/a.ts'],
    forbidden: [
      ...fromTop([...without(pure, '../contract/a.ts'), ...neighbours, ...desktop]),
      ...libraries,
      'node:fs',
      'zod',
    ],
  },
  ipc: {
    allowed: [...everything, 'node:path', 'electron', 'electron/main', 'zod'],
    forbidden: ['../cli/a.ts', '../preload.ts', ...outside, ...libraries],
  },
  shell: {
    allowed: [...everything, 'node:path', 'electron', 'zod'],
    forbidden: ['../cli/a.ts', '../preload.ts', ...outside, ...libraries],
  },
  boot: {
    allowed: [...fromTop(everything), 'node:path', 'electron'],
    forbidden: ['./cli.ts', './preload.ts', '../renderer/a.ts', ...libraries],
  },
  main: {
    allowed: [...fromTop(everything), 'node:path', 'electron'],
    forbidden: ['./cli/a.ts', './preload.ts', '../renderer/a.ts', ...libraries],
  },
  cli: {
    allowed: [...pure, ...neighbours, '../clock.ts', './a.ts', '../cli.ts', 'node:process', 'zod', 'ulid'],
    forbidden: [
      ...desktop,
      '../preload.ts',
      ...outside,
      ...without(libraries, 'ulid'),
      'electron',
      'electron/main',
    ],
  },
  pageLogic: {
    allowed: [
      './a.ts',
      '../a.ts',
      '../composables/a.ts',
      '../api/a.ts',
      '../../app/contract/a.ts',
      '../../app/diagnosis/a.ts',
      'vue',
      'pinia',
    ],
    forbidden: [
      '../components/ui/a.ts',
      '../components/ui/A.vue',
      '../views/A.vue',
      '../App.vue',
      '../main.ts',
      '../../app/sending/a.ts',
      'node:fs',
      'electron',
      'axios',
    ],
  },
  renderer: {
    allowed: [
      '../stores/a.ts',
      '../a.ts',
      '../components/ui/A.vue',
      './a.ts',
      '../App.vue',
      '../api/a.ts',
      '../../app/contract/a.ts',
      '../../app/catalog/a.ts',
      '../../app/diagnosis/a.ts',
      '../../app/compare/a.ts',
      '../../app/query/a.ts',
      'vue',
      'pinia',
      'reka-ui',
      '@vueuse/core',
      '@tanstack/vue-virtual',
      '@lucide/vue',
      '@fontsource-variable/inter',
      '@fontsource-variable/inter/wght.css',
      '@codemirror/state',
      'codemirror',
      'uplot',
      'zod',
    ],
    forbidden: [
      '../../app/sending/a.ts',
      '../../app/sending/policy.ts',
      '../../app/history/a.ts',
      '../../app/vault/a.ts',
      '../../app/settings/a.ts',
      '../../app/sandbox/a.ts',
      '../../app/formats/a.ts',
      '../../app/replay/a.ts',
      '../../app/threads/a.ts',
      '../../app/ipc/a.ts',
      '../../app/shell/a.ts',
      '../../app/clock.ts',
      '../../app/boot.ts',
      '../../app/main.ts',
      '../../app/preload.ts',
      '../../app/cli.ts',
      '../../test/a.ts',
      ...without(libraries, 'vue'),
      'node:fs',
      'path',
      'electron',
    ],
  },
}

describe('the import rules', () => {
  it('are tried out for every zone', () => {
    expect(Object.keys(table).sort()).toEqual(zones.map(({ name }) => name).sort())
  })

  for (const [zone, { allowed, forbidden }] of Object.entries(table)) {
    const file = everyFile[zone as ZoneName]

    it.each(allowed)(`let ${zone} import %s`, async (specifier) => {
      expect(await lint(file, `import { a } from '${specifier}'\nconsole.log(a)`)).toEqual([])
    })

    it.each(forbidden)(`refuse that ${zone} imports %s`, async (specifier) => {
      expect(await lint(file, `import { a } from '${specifier}'\nconsole.log(a)`)).toEqual([
        expect.stringContaining(`${zone} may not import`),
      ])
    })
  }

  it.each([
    ['a type', "import type { A } from 'electron'\nexport type B = A"],
    ['a side effect', "import 'electron'"],
    ['a re-export', "export { a } from 'electron'"],
    ['a re-export of all', "export * from 'electron'"],
    ['a dynamic import', "await import('electron')"],
    ['a require', "require('electron')"],
    ['an import by require', "import a = require('electron')\nconsole.log(a)"],
    ['an imported type', "export type A = import('electron').App"],
  ])('see %s', async (_form, code) => {
    expect(await lint('app/sending/new.ts', code)).toEqual(['sending may not import Electron.'])
  })

  it.each(['await import(`electron`)', "const name = 'electron'\nawait import(name)"])(
    'refuse a module whose name is not a plain text: %s',
    async (code) => {
      expect(await lint('app/sending/new.ts', code)).toEqual([expect.stringContaining('plain quotes')])
    },
  )

  it.each(['renderer/App.vue', 'renderer/components/composer/ComposerBar.vue'])(
    'hold in %s',
    async (file) => {
      expect(await lint(file, "import { app } from 'electron'")).toEqual([
        'renderer may not import Electron.',
      ])
      expect(await lint(file, "import { ref } from 'vue'")).toEqual([])
    },
  )

  it.each(['sending', 'history', 'vault', 'settings', 'sandbox', 'formats', 'replay'])(
    'let %s know the shape of a clock, but not take the real one',
    async (folder) => {
      const file = `app/${folder}/new.ts`
      expect(await lint(file, "import type { Clock } from '../clock.ts'\nexport type A = Clock")).toEqual([])
      for (const names of ['{ systemClock }', '{ systemClock, type Clock }', '{ type Clock }']) {
        expect(await lint(file, `import ${names} from '../clock.ts'`)).toEqual([
          expect.stringContaining('may not import clock'),
        ])
      }
      expect(await lint(file, "export { systemClock } from '../clock.ts'")).toHaveLength(1)
    },
  )

  it('let test code and tools import anything', async () => {
    expect(await lint('test/unit/new.test.ts', "import 'electron'\nimport '../../app/ipc/a.ts'")).toEqual([])
    expect(await lint('vite.config.ts', "import 'node:fs'\nimport 'vite'")).toEqual([])
  })

  it('refuse a file that belongs to no zone', async () => {
    expect(await lint('app/helpers/new.ts', 'export const a = 1')).toEqual([
      expect.stringContaining('belongs to no zone'),
    ])
  })
})

describe('the door to main', () => {
  const uses = [
    'window.postern.call()',
    "globalThis['postern'].call()",
    'self.postern.call()',
    'const { postern } = window\npostern.call()',
  ]

  it.each(uses)('is not for the rest of the page: %s', async (code) => {
    expect(await lint('renderer/features/x/new.ts', code)).toEqual([
      'Only renderer/api/ talks to window.postern.',
    ])
    expect(await lint('renderer/views/New.vue', code)).toEqual([
      'Only renderer/api/ talks to window.postern.',
    ])
  })

  it.each(uses)('is for renderer/api: %s', async (code) => {
    expect(await lint('renderer/api/new.ts', code)).toEqual([])
  })
})

describe("the project's lint settings", () => {
  it.each([...Object.values(everyFile), 'renderer/App.vue'])('hold the import rules for %s', async (file) => {
    const config: unknown = await projectLinter.calculateConfigForFile(join(root, file))
    expect(config).toHaveProperty(['rules', 'house/imports', 0], 2)
  })

  it('keep the door shut in the page, and open in renderer/api', async () => {
    const closed: unknown = await projectLinter.calculateConfigForFile(join(root, 'renderer/views/New.vue'))
    const open: unknown = await projectLinter.calculateConfigForFile(join(root, 'renderer/api/new.ts'))
    expect(closed).toHaveProperty(['rules', 'no-restricted-syntax', 0], 2)
    expect(open).not.toHaveProperty(['rules', 'no-restricted-syntax', 0], 2)
  })
})

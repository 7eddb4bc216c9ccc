import plugin from 'eslint-plugin-boundaries'

/**
 * @typedef {object} Part A part of the sources. A file belongs to the first part with a pattern that matches its path.
 * @property {string | string[]} files
 * @property {string[]} [uses] parts whose values it may import, besides its own
 * @property {string[]} [types] parts of which it may import types alone: the shapes of what it is handed
 * @property {string[]} [packages]
 * @property {boolean} [node] whether it may import Node's own modules
 */

const pure = [
  'contract',
  'shapes',
  'catalog',
  'diagnosis',
  'reading',
  'query',
  'compare',
  'check',
  'pages',
  'webhooks',
]
const parts = [
  'capture',
  'deliveries',
  'files',
  'policy',
  'sending',
  'recorder',
  'history',
  'vault',
  'settings',
  'session',
  'sandbox',
  'formats',
  'saved',
  'agents',
]
const work = ['replay', 'jobs', 'programs', 'threads']
const everyPart = [...pure, ...parts, ...work, 'clock']
const ofThePage = ['vue', 'pinia', 'reka-ui', '@vueuse/*', '@lucide/*', '@fontsource*/*', '@codemirror/*']
const page = { types: ['operations'], packages: [...ofThePage, '@lezer/*', 'uplot', 'zod'] }

/** Who may import whom. Where a part needs another's work, boot.ts and cli.ts hand it over. */
const table = /** @satisfies {Record<string, Part>} */ ({
  contract: { files: 'app/contract/**', packages: ['zod'] },
  shapes: { files: 'app/shapes/**', uses: ['contract'] },
  catalog: { files: 'app/catalog/**', uses: ['contract'], packages: ['zod'] },
  diagnosis: { files: 'app/diagnosis/**', uses: ['contract', 'catalog'], packages: ['zod'] },
  reading: {
    files: 'app/reading/**',
    uses: ['contract', 'shapes', 'catalog', 'diagnosis'],
    packages: ['zod', 'jsonrepair'],
  },
  query: { files: 'app/query/**', uses: ['contract'], packages: ['zod'] },
  compare: { files: 'app/compare/**', uses: ['contract', 'catalog', 'diagnosis'], packages: ['zod'] },
  pages: { files: 'app/pages/**', uses: ['contract'] },
  webhooks: { files: 'app/webhooks/**', uses: ['contract', 'diagnosis'] },
  check: { files: 'app/check/**', uses: ['contract', 'catalog', 'diagnosis', 'policy'] },

  clock: { files: 'app/clock.ts', uses: ['contract'], node: true },
  remote: { files: 'app/threads/{remote,goLast}.ts', uses: ['contract'], node: true },
  files: { files: 'app/files/**', uses: pure, types: ['clock'], node: true, packages: ['zod'] },
  policy: {
    files:
      'app/sending/{policy,afterFailure,backOff,retryContext,decisions,rateWindow,rateLimit,serverClock}.ts',
    uses: pure,
    types: ['clock', 'sending'],
  },
  sending: {
    files: 'app/sending/**',
    uses: [...pure, 'policy', 'files'],
    types: ['clock'],
    node: true,
    packages: ['zod', 'axios', 'ulid'],
  },
  recorder: {
    files: 'app/recorder/**',
    uses: pure,
    types: ['clock', 'sending', 'threads'],
    node: true,
    packages: ['zod'],
  },
  history: {
    files: 'app/history/**',
    uses: [...pure, 'files', 'remote'],
    types: ['clock'],
    node: true,
    packages: ['zod', 'libsql', 'libsql/promise'],
  },
  vault: { files: 'app/vault/**', uses: [...pure, 'files'], types: ['clock'], node: true, packages: ['zod'] },
  settings: { files: 'app/settings/**', uses: [...pure, 'files'], node: true, packages: ['zod'] },
  session: { files: 'app/session/**', uses: pure, types: ['clock', 'operations'], node: true },
  sandbox: {
    files: 'app/sandbox/**',
    uses: [...pure, 'files'],
    types: ['clock'],
    node: true,
    packages: ['zod'],
  },
  formats: {
    files: 'app/formats/**',
    uses: [...pure, 'files', 'recorder'],
    types: ['clock'],
    node: true,
    packages: ['zod', 'har-format', 'acorn'],
  },
  saved: { files: 'app/saved/**', uses: [...pure, 'files'], node: true, packages: ['zod'] },
  agents: { files: 'app/agents/**', uses: [...pure, 'files'], node: true, packages: ['zod'] },
  capture: {
    files: 'app/capture/**',
    uses: [...pure, 'policy', 'sending', 'files'],
    types: ['clock', 'recorder'],
    node: true,
    packages: ['zod', 'ulid'],
  },
  deliveries: {
    files: 'app/deliveries/**',
    // It listens on this computer as the capture does.
    uses: [...pure, 'sending', 'files', 'capture'],
    types: ['clock', 'recorder'],
    node: true,
    packages: ['zod', 'ulid'],
  },
  replay: {
    files: 'app/replay/**',
    uses: [...pure, 'files'],
    types: ['clock', 'sending', 'jobs'],
    node: true,
    packages: ['zod'],
  },
  jobs: {
    files: 'app/jobs/**',
    uses: [...pure, 'files', 'remote', 'programs'],
    types: ['clock', 'formats', 'threads'],
    node: true,
    packages: ['zod', 'ulid'],
  },
  programs: { files: 'app/programs/**', uses: pure, types: ['clock'], node: true, packages: ['ulid'] },
  threads: {
    // Threads run the functions of other parts, which know nothing of threads.
    files: 'app/threads/**',
    uses: [...pure, 'files', 'remote', 'recorder', 'formats', 'capture'],
    types: ['clock', 'history'],
    node: true,
  },

  operations: { files: 'app/operations/**', uses: pure, types: everyPart, packages: ['zod', 'ulid'] },
  ipc: {
    files: 'app/ipc/**',
    uses: ['contract', 'operations'],
    types: ['shell'],
    node: true,
    packages: ['zod', 'electron'],
  },
  mcp: {
    files: 'app/mcp/**',
    uses: [...pure, 'operations'],
    types: everyPart,
    node: true,
    packages: ['zod', '@modelcontextprotocol/server', '@modelcontextprotocol/server/stdio'],
  },
  cli: {
    files: 'app/cli/**',
    uses: [...everyPart, 'operations', 'mcp'],
    node: true,
    packages: ['zod', 'ulid'],
  },
  shell: {
    files: 'app/shell/**',
    uses: ['contract', 'files', 'clock'],
    types: ['vault', 'replay'],
    node: true,
    packages: ['zod', 'electron', 'electron-updater'],
  },
  preload: { files: 'app/preload.ts', uses: ['contract'], packages: ['electron'] },
  boot: {
    files: ['app/{boot,main}.ts', 'app/boot/**'],
    uses: [...everyPart, 'operations', 'ipc', 'shell'],
    node: true,
    packages: ['electron'],
  },
  tool: { files: 'app/cli.ts', uses: [...everyPart, 'operations', 'cli'], node: true },

  styles: { files: 'renderer/styles/**' },
  api: { files: 'renderer/api/**', uses: pure, ...page },
  ui: { files: 'renderer/ui/**', uses: [...pure, 'api'], ...page },
  features: { files: 'renderer/features/**', uses: [...pure, 'api', 'ui'], ...page },
  page: { files: 'renderer/{main.ts,App.vue}', uses: [...pure, 'api', 'ui', 'features', 'styles'], ...page },
})

/**
 * @param {[string, Part]} row
 */
function policyOf([name, { uses = [], types = [], packages = [], node = false }]) {
  /** @type {object[]} */
  const allow = [{ to: { file: { categories: { anyOf: [name, ...uses] } } } }]
  if (types.length > 0)
    allow.push({ to: { file: { categories: { anyOf: types } } }, dependency: { kind: 'type' } })
  if (packages.length > 0) allow.push({ to: { module: { origin: 'external', source: packages } } })
  if (node) allow.push({ to: { module: { origin: 'core' } } })
  return { from: { file: { categories: name } }, allow }
}

const refusal = '{{from.file.categories}} may not import {{dependency.source}}: see tools/boundaries.mjs.'

/** The plugin reads names in plain quotes alone; a name that is put together at run time would slip through. */
export const namedImports = {
  selector:
    ":matches(ImportExpression:not([source.type='Literal']), CallExpression[callee.name='require']:not([arguments.0.type='Literal']))",
  message: 'Name the module in plain quotes, so that lint can check its boundary.',
}

/** @type {import('eslint').Linter.Config} */
export const boundaries = {
  files: ['{app,renderer}/**/*.{ts,mts,cts,js,mjs,cjs,vue}'],
  plugins: { boundaries: plugin },
  settings: {
    'boundaries/root-path': new URL('..', import.meta.url).pathname,
    'boundaries/files': Object.entries(table).map(([category, { files }]) => ({ category, pattern: files })),
    'boundaries/files-single-match': true,
    'boundaries/legacy-templates': false,
    'boundaries/additional-dependency-nodes': [
      { name: 'import-type', selector: 'TSImportType Literal', kind: 'type' },
      { name: 'import-equals', selector: 'TSExternalModuleReference > Literal', kind: 'value' },
    ],
  },
  rules: {
    'no-restricted-syntax': ['error', namedImports],
    'boundaries/no-unknown-files': 'error',
    'boundaries/dependencies': [
      'error',
      {
        default: 'disallow',
        checkAllOrigins: true,
        checkUnknownLocals: true,
        message: refusal,
        policies: [
          ...Object.entries(table).map(policyOf),
          {
            // Logic knows nothing of who draws it; a store may open a dialog that is loaded when it is needed.
            from: { file: { path: 'renderer/{api,ui,features}/**/*.ts' } },
            disallow: {
              to: { file: { path: '**/*.vue' } },
              dependency: { nodeKind: ['import', 'export', 'require'] },
            },
          },
        ],
      },
    ],
  },
}

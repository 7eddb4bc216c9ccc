/**
 * @typedef {object} Zone A part of the sources, and what it may import besides itself.
 * @property {string} name
 * @property {RegExp} files paths below the project's folder
 * @property {string[]} zones names of zones
 * @property {string[]} [types] zones of which it may import types only: the shapes of what it is handed
 * @property {boolean} [node] Node's built-in modules
 * @property {boolean} [electron]
 * @property {RegExp[]} packages names of npm packages
 */

const pure = ['contract', 'catalog', 'diagnosis', 'compare', 'query']
const parts = [
  'files',
  'policy',
  'sending',
  'history',
  'vault',
  'settings',
  'sandbox',
  'formats',
  'replay',
  'threads',
  'recorder',
  'clock',
]
const desktop = ['ipc', 'shell', 'boot', 'main']
/** Time is handed in; only those who build the parts may take the real clock. */
const types = ['clock']
const zod = /^zod$/
const ofThePage = [
  /^vue$/,
  /^pinia$/,
  /^reka-ui$/,
  /^@vueuse\//,
  /^@tanstack\//,
  /^@?lucide(?:\/|-)/,
  /^@fontsource/,
  /^(?:@codemirror\/|@lezer\/|codemirror$)/,
  /^uplot(?:$|\/)/,
  zod,
]

/** The first zone whose pattern a path matches is the path's zone. A file of no zone may not exist. */
export const zones = /** @type {Zone[]} */ ([
  { name: 'contract', files: /^app\/contract\//, zones: [], packages: [zod] },
  { name: 'catalog', files: /^app\/catalog\//, zones: ['contract'], packages: [zod] },
  { name: 'diagnosis', files: /^app\/diagnosis\//, zones: ['contract', 'catalog'], packages: [zod] },
  { name: 'query', files: /^app\/query\//, zones: ['contract'], packages: [zod] },
  {
    name: 'compare',
    files: /^app\/compare\//,
    zones: ['contract', 'catalog', 'diagnosis'],
    packages: [zod],
  },

  { name: 'files', files: /^app\/files\//, zones: pure, types, node: true, packages: [zod] },
  {
    name: 'policy',
    files: /^app\/sending\/(?:policy|retryContext|decisions|rateWindow|rateLimit|serverClock)\.ts$/,
    zones: pure,
    packages: [zod],
  },
  {
    name: 'sending',
    files: /^app\/sending\//,
    zones: [...pure, 'policy'],
    types,
    node: true,
    packages: [zod, /^axios$/, /^ulid$/],
  },
  {
    name: 'history',
    files: /^app\/history\//,
    zones: [...pure, 'files'],
    types,
    node: true,
    packages: [zod, /^libsql$/],
  },
  {
    name: 'recorder',
    files: /^app\/recorder\//,
    zones: [...pure, 'policy', 'sending'],
    types: ['clock', 'threads'],
    node: true,
    packages: [zod],
  },
  { name: 'vault', files: /^app\/vault\//, zones: [...pure, 'files'], types, node: true, packages: [zod] },
  {
    name: 'settings',
    files: /^app\/settings\//,
    zones: [...pure, 'files'],
    types,
    node: true,
    packages: [zod],
  },
  { name: 'sandbox', files: /^app\/sandbox\//, zones: pure, types, node: true, packages: [zod] },
  {
    name: 'formats',
    files: /^app\/formats\//,
    zones: [...pure, 'files', 'recorder'],
    types,
    node: true,
    packages: [zod, /^@streamparser\/json$/, /^har-format$/],
  },
  {
    name: 'replay',
    files: /^app\/replay\//,
    zones: [...pure, 'files'],
    // What it sends through is handed to it: it needs the shapes only.
    types: ['clock', 'sending'],
    node: true,
    packages: [zod],
  },
  {
    name: 'threads',
    files: /^app\/threads\//,
    // A second place for what these two do: they themselves know nothing of it.
    zones: [...pure, 'policy', 'sending', 'formats', 'recorder'],
    types,
    node: true,
    packages: [],
  },
  { name: 'clock', files: /^app\/clock\.ts$/, zones: pure, node: true, packages: [] },

  { name: 'preload', files: /^app\/preload\.ts$/, zones: ['contract'], electron: true, packages: [] },
  {
    name: 'ipc',
    files: /^app\/ipc\//,
    zones: [...pure, ...parts, ...desktop],
    node: true,
    electron: true,
    packages: [zod],
  },
  {
    name: 'shell',
    files: /^app\/shell\//,
    zones: [...pure, ...parts, ...desktop],
    node: true,
    electron: true,
    packages: [zod, /^electron-updater$/],
  },
  {
    name: 'boot',
    files: /^app\/boot\.ts$/,
    zones: [...pure, ...parts, ...desktop],
    node: true,
    electron: true,
    packages: [zod],
  },
  {
    name: 'main',
    files: /^app\/main\.ts$/,
    zones: [...pure, ...parts, ...desktop],
    node: true,
    electron: true,
    packages: [zod],
  },
  {
    name: 'cli',
    files: /^app\/cli(?:\.ts$|\/)/,
    zones: [...pure, ...parts],
    node: true,
    packages: [zod, /^ulid$/],
  },

  {
    // What the page knows and does, whoever draws it.
    name: 'pageLogic',
    files: /^renderer\/(?!main\.ts$).*\.ts$/,
    zones: pure,
    packages: ofThePage,
  },
  { name: 'renderer', files: /^renderer\//, zones: [...pure, 'pageLogic'], packages: ofThePage },
])

/** What stands beside the product may import anything. */
const UNBOUND = /^(?:test|tools|docs)\/|^[^/]+$/

/**
 * @param {string} path below the project's folder, with forward slashes
 * @returns {Zone | 'unbound' | null} null for a file that nobody has classified
 */
export function zoneOf(path) {
  if (UNBOUND.test(path)) return 'unbound'
  return zones.find(({ files }) => files.test(path)) ?? null
}

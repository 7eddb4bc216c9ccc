import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { licences } from './tools/build/licences.mjs'
import { preloadedFonts } from './tools/build/preloadedFonts.mjs'

const project = fileURLToPath(new URL('.', import.meta.url))

/** The page. What runs in Node is built by tools/build. */
export default defineConfig({
  root: `${project}renderer`,
  base: './',
  plugins: [
    vue(),
    licences('licences.txt'),
    preloadedFonts(['inter-latin-wght-normal', 'jetbrains-mono-latin-wght-normal']),
  ],
  build: {
    outDir: `${project}out/renderer`,
    emptyOutDir: true,
    // Electron 33, the oldest runtime that must work.
    target: 'chrome130',
    // The page's content security policy refuses inline scripts and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      // One file for all that the first screen needs: each further one is a further way through main.
      output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } },
    },
  },
  server: { host: '127.0.0.1', fs: { allow: [project] } },
})

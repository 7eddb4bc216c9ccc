import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { virtualDisplays } from './tools/setup/display.mjs'

export default defineConfig({
  plugins: [vue()],
  test: {
    // Limits are for what hangs: a busy machine may take its time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // By default one processor is left free, which of two would be half.
    maxWorkers: '100%',
    // Half the time of a run would go into reading the same modules for each file. What a file changes, it puts back.
    isolate: false,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      { extends: true, test: { name: 'integration', include: ['test/integration/**/*.test.ts'] } },
      // Pauses are measured, so that nothing else runs beside them.
      {
        extends: true,
        test: { name: 'specimens', include: ['test/specimens/**/*.test.ts'], maxConcurrency: 3 },
      },
      // Hours apart, not in every run.
      { extends: true, test: { name: 'commands', include: ['test/commands/**/*.test.ts'] } },
      // An app for each display: on the same one they would take the focus and the clipboard from one another.
      ...['e2e', 'packaged', 'odd'].map((name) => ({
        extends: true as const,
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          setupFiles: ['test/e2e/support/ownDisplay.ts'],
          maxWorkers: virtualDisplays().length || 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      })),
    ],
  },
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{shared,main,renderer,conformance,scripts}/**/*.test.{ts,tsx}'],
          exclude: ['test/**/*.integration.test.ts'],
          // Against hanging; a busy machine needs several times what an idle one does.
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.integration.test.ts'],
          // Against hanging, too.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})

import { defineConfig } from 'vitest/config'

/** These send flights, which have times to keep. */
const flying = [
  'test/main/flight/*.integration.test.ts',
  'test/main/core-flights.integration.test.ts',
  'test/main/host/cli/flight*.integration.test.ts',
]
/** Against hanging. */
const patience = { testTimeout: 300_000, hookTimeout: 300_000 }

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
          exclude: flying,
          sequence: { groupOrder: 1 },
          ...patience,
        },
      },
      {
        test: {
          name: 'flights',
          include: flying,
          // One file at a time, and none of the others meanwhile.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          ...patience,
        },
      },
    ],
  },
})

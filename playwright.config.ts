import { defineConfig } from '@playwright/test'
import { findChromium } from './scripts/find-chromium.ts'

const chromium = findChromium()
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []

export default defineConfig({
  testDir: 'test/e2e',
  // Beside the reports of the other runners, which must not be swept away.
  outputDir: 'test-results/e2e',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  // Against hanging; a busy machine needs several times what an idle one does.
  timeout: 600_000,
  expect: { timeout: 120_000 },
  forbidOnly: process.env.CI === 'true',
  reporter:
    process.env.CI === 'true' ? [['list'], ['json', { outputFile: 'test-results/e2e.json' }]] : [['list']],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    {
      name: 'browser',
      testIgnore: 'electron.e2e.ts',
      testMatch: '*.e2e.ts',
      use: {
        browserName: 'chromium',
        viewport: { width: 1280, height: 800 },
        launchOptions: {
          args: asRoot,
          ...(chromium === undefined ? {} : { executablePath: chromium }),
        },
      },
    },
    { name: 'electron', testMatch: 'electron.e2e.ts' },
  ],
})

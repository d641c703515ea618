/** The built Aviary as a user starts it, in a home of its own, and what the end-to-end tests look at in its window. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

export interface ServedAviary {
  readonly url: string
  /** With a one-time code. */
  readonly openUrl: string
  close(): Promise<void>
}

export async function serveAviary(args: readonly string[] = []): Promise<ServedAviary> {
  const home = await mkdtemp(join(tmpdir(), 'aviary-e2e-'))
  const child = spawn(process.execPath, [resolve('dist/cli.js'), 'serve', '-o', 'json', ...args], {
    env: { ...process.env, HOME: home, AVIARY_HOME: home, KUBECONFIG: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { url, openUrl } = JSON.parse(await firstLine(child)) as { url: string; openUrl: string }
  return {
    url,
    openUrl,
    async close() {
      const ended = new Promise((done) => child.once('close', done))
      child.kill('SIGTERM')
      await ended
      await rm(home, { recursive: true, force: true })
    },
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((found, reject) => {
    createInterface({ input: child.stdout! }).once('line', found)
    child.once('close', (code) => reject(new Error(`aviary serve ended with ${code}`)))
  })
}

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]
const schemes = ['dark', 'light'] as const

/** Pictures of the page as it stands, in both themes and sizes, and no finding of axe in either theme. */
export async function lookAt(page: Page, name: string): Promise<void> {
  // What hovers over a chart belongs to the pointer, not to the page.
  await page.mouse.move(0, 0)
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const size of sizes) {
      await page.setViewportSize(size)
      await page.screenshot({ path: `test-results/screens/${name}-${colorScheme}-${size.width}.png` })
    }
    const { violations } = await new AxeBuilder({ page }).analyze()
    const findings = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
    expect(findings, `${name}, ${colorScheme}`).toEqual([])
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

/** What must never happen in a page of ours: an error that nobody caught, or something that the policy forbids. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  return errors
}

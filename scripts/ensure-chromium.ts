/** Before the end-to-end tests: a Chromium is there, is installed where that can be done unasked, or is asked for. */
import { existsSync } from 'node:fs'
import { findChromium } from './find-chromium.ts'
import { run } from './run.ts'

const aptGet = '/usr/bin/apt-get'
/** Mirrors have their hiccups, and a machine that has just started may be bringing itself up to date. */
const patience = ['-qq', '-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=120']

async function installed(): Promise<boolean> {
  if (!existsSync(aptGet) || process.getuid?.() !== 0) return false
  process.stderr.write('Installing Chromium with apt-get …\n')
  process.env.DEBIAN_FRONTEND = 'noninteractive'
  // One source of several that does not answer need not be the one that has Chromium.
  await run(aptGet, [...patience, 'update'])
  const packages = ['chromium', 'fonts-liberation']
  return (await run(aptGet, [...patience, 'install', '-y', '--no-install-recommends', ...packages])) === 0
}

if (findChromium() === undefined && !((await installed()) && findChromium() !== undefined)) {
  const wrong = process.env.CHROMIUM_PATH
  const said = wrong
    ? `CHROMIUM_PATH names ${wrong}, but there is no such file.`
    : 'The end-to-end tests need Chromium and found none.'
  const how =
    process.platform === 'darwin' ? 'brew install --cask chromium' : 'sudo apt-get install -y chromium'
  process.stderr.write(`${said} Install it (${how}), or name it with CHROMIUM_PATH.\n`)
  process.exitCode = 1
}

/** `aviary flight run` on a pseudo-terminal, which `script` of util-linux opens. */
import { execFile, execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { aviaryAtHome } from '../../../support/aviary.ts'
import { eventually } from '../../../support/eventually.ts'
import { fakeTerminal } from '../../../support/fake-terminal.ts'
import { okAnswer, onRequests, rawServer } from '../../flight/flown.ts'

const hasScript = (() => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
  } catch {
    return false
  }
})()

it.skipIf(!hasScript)(
  'Ctrl-C gives the terminal back, with the result on it (needs script of util-linux)',
  async () => {
    const aviary = await aviaryAtHome()
    let asked = 0
    const server = await rawServer((socket) =>
      onRequests(socket, () => {
        asked++
        socket.write(okAnswer)
      }),
    )
    onTestFinished(async () => {
      server.close()
      await aviary.close()
    })
    const pidFile = join(aviary.home, 'pid')
    const run = `${process.execPath} ${resolve('main/host/cli/main.ts')} flight run ${server.url} --rate 100 --continuous`
    const command = `stty cols 90 rows 24; echo before; echo $$ > ${pidFile}; exec ${run}`
    const ended = promisify(execFile)('script', ['-qec', command, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm', KUBECONFIG: '', HOME: aviary.home, AVIARY_HOME: aviary.home },
    })
    await eventually(() => expect(asked).toBeGreaterThan(80))
    process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGINT')
    const { stdout } = await ended
    const terminal = fakeTerminal(90, 24)
    const [live = '', after = ''] = stdout.split('\x1b[?25h\x1b[?1049l')
    terminal.write(live)
    const shown = await terminal.screen()
    expect(terminal.isOnAlternateScreen()).toBe(true)
    expect(shown[0]).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/ .* until it is stopped$/)
    expect(shown.join('\n')).toMatch(/^rate .* landing /m)
    expect(shown.at(-1)).toBe('Stopping… Ctrl-C ends it at once, without the result')
    terminal.write(`\x1b[?25h\x1b[?1049l${after}`)
    const left = await terminal.screen()
    expect(terminal.isOnAlternateScreen()).toBe(false)
    expect(left.slice(0, 2)).toEqual(['before', `GET ${server.url}, directly: stopped`])
  },
)

import { Command, Help } from 'commander'
import { fail } from '#shared/model/failure.ts'
import { serveCore } from '../../browser/serve.ts'
import { findElectron } from '../../electron/find-electron.ts'
import { launchElectron } from '../../electron/launch.ts'
import { rendererFolder } from '../../entry.ts'
import { openInBrowser } from '../../open-in-browser.ts'
import { version } from '../../version.ts'
import type { Output } from '../output.ts'
import { type GlobalOptions, openCore, untilInterrupted } from '../session.ts'
import { numberOf, outputOf } from './command-output.ts'

interface ServeOptions {
  readonly port: string
  readonly open: boolean
  readonly sandbox: boolean
  readonly bookinfo: boolean
}

export function serveCommand(): Command {
  return withServeOptions(new Command('serve').description('the window in a browser, on 127.0.0.1'))
    .option('--open', 'open the browser', false)
    .action(async (options: ServeOptions, command: Command) => {
      const { global, output } = outputOf(command)
      await serve(global, output, options)
    })
}

export function desktopCommand(): Command {
  return withServeOptions(new Command('desktop').description('the window (the default)'))
    .allowExcessArguments()
    .action(async (options: ServeOptions, command: Command) => {
      const { global, output } = outputOf(command)
      // What is no command lands here, since the window is what `aviary` alone opens.
      if (command.args.length > 0) {
        const program = command.parent ?? command
        const names = new Help().visibleCommands(program).map((one) => one.name())
        const reason = `it is not one of ${names.join(', ')}`
        fail({ code: 'bad-input', field: command.args[0] ?? '', reason })
      }
      const electron = await findElectron()
      if ('binary' in electron) {
        process.exitCode = await launchElectron(electron.binary, process.argv.slice(2))
        return
      }
      output.note(`${electron.reason} The window opens in a browser instead.`)
      await serve(global, output, { ...options, open: false })
    })
}

function withServeOptions(command: Command): Command {
  return command
    .option('--port <number>', 'port on 127.0.0.1; a free one when 0', '0')
    .option('--sandbox', 'start the sandbox and pick its clusters', false)
    .option('--bookinfo', 'with --sandbox: apply the Bookinfo sample', false)
}

async function serve(global: GlobalOptions, output: Output, options: ServeOptions): Promise<void> {
  const interrupted = untilInterrupted()
  const port = numberOf('--port', options.port, { max: 65_535, whole: true })
  const core = await openCore(global, true, output.note)
  try {
    const server = await serveCore({ router: core.router, port, rendererDir: rendererFolder(), version })
    try {
      if (output.format === 'json') output.line(JSON.stringify({ url: server.url, openUrl: server.openUrl }))
      else if (output.format === 'yaml') output.show({ url: server.url, openUrl: server.openUrl }, [])
      else output.line(`Aviary is at ${server.openUrl}`)
      if (options.open) openInBrowser(server.openUrl)
      if (global.context.length > 0) await core.contexts.pick(global.context)
      if (options.sandbox) {
        await core.startSandbox({ clusters: 2, bookinfo: options.bookinfo })
        output.note('The sandbox is up.')
      }
      await new Promise<void>((done) => {
        if (interrupted.aborted) done()
        interrupted.addEventListener('abort', () => done(), { once: true })
      })
    } finally {
      await server.close()
    }
  } finally {
    await core.close()
  }
}

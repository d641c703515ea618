/** The core in a utilityProcess: builds it, answers the contract on every port that comes in, and ends when told to. */
import { createRouterClient } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { explain, failureOf } from '#shared/model/failure.ts'
import { type Core, createCore } from '../../core.ts'
import { kubeconfigFiles } from '../../kube/kubeconfig.ts'
import { identity } from '../cli/session.ts'
import { dataFolder } from '../data-folder.ts'
import { version } from '../version.ts'
import type { FromCore, ToCore } from './core-messages.ts'
import { desktopOptions } from './desktop-options.ts'
import { createUtilityLauncher } from './utility-launcher.ts'
import { reportWork } from './work-report.ts'

const options = desktopOptions(process.argv.slice(2))
const tellMain = (message: FromCore) => process.parentPort.postMessage(message)
const warn = (sentence: string) => void process.stderr.write(`aviary: ${sentence}\n`)
const launcher = createUtilityLauncher(tellMain)
const ending = new AbortController()

const built: Promise<Core> = createCore({
  kubeconfig: kubeconfigFiles(options.kubeconfig, process.env),
  dataFolder: dataFolder(process.env),
  launcher,
  host: {
    kind: 'electron',
    version,
    platform: process.platform,
    staysAfterClose: process.platform === 'darwin',
  },
  identity: identity(),
  drive: true,
  warn,
  ...(options.prometheusUrl === undefined ? {} : { prometheusUrl: options.prometheusUrl }),
})

// Messages queue up until there is a listener, so it is there before the core is.
process.parentPort.on('message', ({ data, ports }) => {
  const message = data as ToCore
  const [port] = ports
  launcher.hear(message, port)
  built.then(async (core) => {
    if ('do' in message && message.do === 'close') await close(core)
    else if ('do' in message && port !== undefined) {
      new RPCHandler(core.router).upgrade(port, { context: {} })
      port.start()
    } else if ('said' in message && message.said === 'resumed') await retryFailed(core)
  }, fail)
})

built.then(begin).catch(fail)

async function begin(core: Core): Promise<void> {
  const client = createRouterClient(core.router, { context: {} })
  reportWork(client, ending.signal, (work) => tellMain({ said: 'working', work })).catch((error) =>
    warn(String(error)),
  )
  try {
    if (options.contexts.length > 0) await core.contexts.pick(options.contexts)
    if (options.sandbox) await core.startSandbox({ clusters: 2, bookinfo: options.bookinfo })
  } catch (error) {
    // The window shows the state of contexts and sandbox; the start itself goes on.
    warn(explain(failureOf(error)).said)
  }
}

/** Connections do not survive a sleep; those that broke are made anew without a click. */
async function retryFailed(core: Core): Promise<void> {
  const client = createRouterClient(core.router, { context: {} })
  const { contexts } = await client.contexts.list()
  const broken = contexts.filter((context) => context.picked && context.status === 'failed')
  await Promise.all(broken.map(({ name }) => client.contexts.retry({ name })))
}

async function close(core: Core): Promise<void> {
  ending.abort()
  await core.close()
  process.exit(0)
}

function fail(error: unknown): void {
  tellMain({ said: 'failed', reason: explain(failureOf(error)).said })
  process.exitCode = 1
  setImmediate(() => process.exit())
}

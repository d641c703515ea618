/** The core in a utilityProcess: builds it, answers the contract on every port that comes in, and ends when told to. */
import { createRouterClient } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import type { MessagePortMain } from 'electron'
import { explain, failureOf } from '#shared/model/failure.ts'
import { type Core, createCore } from '../../core.ts'
import { kubeconfigFiles } from '../../kube/kubeconfig.ts'
import { signalsOfGroup } from '../../launcher.ts'
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

for (const signal of signalsOfGroup) process.on(signal, () => undefined)

// Messages queue up until there is a listener, so it is there before the core is.
process.parentPort.on('message', ({ data, ports: [port] }) => {
  const message = data as ToCore
  launcher.hear(message, port)
  built.then((core) => act(core, message, port)).catch((error: unknown) => warn(String(error)))
})

built.then(begin).catch((error: unknown) => {
  tellMain({ said: 'failed', reason: explain(failureOf(error)).said })
})

async function act(core: Core, message: ToCore, port: MessagePortMain | undefined): Promise<void> {
  if ('said' in message) {
    if (message.said === 'resumed') await retryFailed(core)
  } else if (message.do === 'close') {
    await close(core)
  } else if (port !== undefined) {
    new RPCHandler(core.router).upgrade(port, { context: {} })
    port.start()
  }
}

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

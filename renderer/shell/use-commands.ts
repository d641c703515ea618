import { core } from '../bridge/client.ts'
import { openDialog } from '../bridge/dialog-store.ts'
import { go, type Route } from '../bridge/route.ts'
import { useSelection } from '../bridge/selection-store.ts'
import { useCanaries, useFlights, useSandbox, useWorkloads } from '../bridge/streams.ts'
import { flightTitle } from '../ui/flight-words.ts'
import type { Command } from './commands.ts'

const pages: readonly [string, Route][] = [
  ['Contexts', { page: 'contexts' }],
  ['Traffic', { page: 'traffic' }],
  ['Canaries', { page: 'canaries' }],
  ['Test flights', { page: 'flights' }],
  ['Workloads', { page: 'workloads' }],
  ['Mesh', { page: 'mesh' }],
  ['Activity', { page: 'activity' }],
  ['Settings', { page: 'settings' }],
]

export function useCommands(): readonly Command[] {
  const canaries = useCanaries().data?.canaries ?? []
  const flights = useFlights().data ?? []
  const workloads = useWorkloads().data?.workloads ?? []
  const sandbox = useSandbox().data
  const list: Omit<Command, 'id'>[] = [
    ...pages.map(([label, route]) => ({ label, hint: 'page', run: () => go(route) })),
    {
      label: 'Send a test flight',
      hint: 'HTTP',
      run: () => openDialog({ kind: 'flight', plan: useSelection.getState().plan }),
    },
    {
      label: 'Enable canary',
      hint: 'choose a deployment',
      run: () => openDialog({ kind: 'enable-canary', workload: null }),
    },
    ...sandboxCommands(sandbox?.status),
    ...canaries.map((c) => ({
      label: c.name,
      hint: `canary in ${c.context} / ${c.namespace}`,
      run: () => go({ page: 'canary', context: c.context, namespace: c.namespace, name: c.name }),
    })),
    ...flights.slice(0, 20).map((f) => ({
      label: flightTitle(f.plan),
      hint: `test flight, ${f.state}`,
      run: () => go({ page: 'flight', id: f.id }),
    })),
    ...workloads.flatMap((w) => [
      {
        label: `Set image of ${w.name}`,
        hint: `${w.context} / ${w.namespace}`,
        run: () => openDialog({ kind: 'set-image', workload: w }),
      },
    ]),
  ]
  return list.map((command, index) => ({ ...command, id: String(index) }))
}

function sandboxCommands(status: string | undefined): Omit<Command, 'id'>[] {
  // What goes wrong comes back through the sandbox's own stream, and the Contexts page shows it.
  const show = () => go({ page: 'contexts' })
  if (status === 'running')
    return [
      {
        label: 'Deploy Bookinfo',
        hint: 'sandbox',
        run: () => void core.sandbox.applyBookinfo().then(show, show),
      },
      { label: 'Stop sandbox', hint: 'sandbox', run: () => void core.sandbox.stop().then(show, show) },
    ]
  return [
    { label: 'Start the sandbox', hint: 'sandbox', run: () => void core.sandbox.start({}).then(show, show) },
  ]
}

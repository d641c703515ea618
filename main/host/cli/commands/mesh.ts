import { Command } from 'commander'
import { meshStatus } from '../../../mesh/mesh-status.ts'
import { failureText } from '../output.ts'
import { withCore } from '../session.ts'
import { outputOf } from './command-output.ts'

export function meshCommand(): Command {
  const status = new Command('status')
    .description('what is known of Istio and Prometheus in each context')
    .action(async (_options: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, { each: true }, async (core, contexts) => {
        const all = await Promise.all(
          contexts.map((name) =>
            meshStatus(core.contexts.cluster(name), async () => (await core.contexts.prometheus(name)).where),
          ),
        )
        output.show(all, [
          ['CONTEXT', 'KUBERNETES', 'ISTIO', 'ISTIOD', 'PROXIES', 'PROMETHEUS'],
          ...all.map((one) => [
            one.context,
            one.kubernetesVersion,
            one.istio === null ? 'not found' : (one.istio.version ?? 'unknown version'),
            one.istio === null ? '-' : `${one.istio.istiod.ready}/${one.istio.istiod.desired}`,
            one.istio?.proxies ? `${one.istio.proxies.synced}/${one.istio.proxies.total} synced` : '-',
            one.prometheus?.where ?? 'not found',
          ]),
        ])
        const problems = all.flatMap((one) => one.problems)
        for (const problem of problems) output.note(`aviary: ${failureText(problem)}`)
        if (problems.length > 0) process.exitCode = 1
      })
    })
  return new Command('mesh').description('the mesh of each context').addCommand(status)
}

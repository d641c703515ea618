import { Command } from 'commander'
import { fail } from '#shared/model/failure.ts'
import { kubeconfigFiles, loadKubeconfig } from '../../../kube/kubeconfig.ts'
import { failureText } from '../output.ts'
import { outputOf } from './command-output.ts'

export function contextsCommand(): Command {
  return new Command('contexts')
    .description('list the contexts of the kubeconfig; contacts none of them')
    .action(async (_options: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      const config = await loadKubeconfig(kubeconfigFiles(global.kubeconfig, process.env))
      const [problem] = config.problems
      if (config.contexts.length === 0 && problem !== undefined) fail(problem)
      const shown = config.contexts.map((context) => ({
        name: context.name,
        current: context.name === config.current,
        cluster: context.clusterName,
        server: context.cluster.server,
        user: context.userName,
        namespace: context.namespace,
        file: context.file,
      }))
      output.show(shown, [
        ['CURRENT', 'NAME', 'CLUSTER', 'SERVER', 'NAMESPACE'],
        ...shown.map((one) => [one.current ? '*' : '', one.name, one.cluster, one.server, one.namespace]),
      ])
      for (const one of config.problems) output.note(`aviary: ${failureText(one)}`)
    })
}

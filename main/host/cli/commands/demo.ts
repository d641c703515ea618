import { Command } from 'commander'
import { runDemo } from '../demo/run-demo.ts'
import { outputOf } from './command-output.ts'

export function demoCommand(): Command {
  return new Command('demo')
    .description('the whole story on the sandbox, headless, with its checks; exits 0 only if all held')
    .option('--good-tag <tag>', 'tag of the version that is to be promoted', '1.20.4')
    .option('--bad-tag <tag>', 'tag of the version that is to be rolled back', '1.20.5-error-30')
    .option('--without-kubectl', 'do not use kubectl even where it is on PATH', false)
    .action(
      async (options: { goodTag: string; badTag: string; withoutKubectl: boolean }, command: Command) => {
        const { global, output } = outputOf(command)
        const ok = await runDemo({ ...options, output, confirm: global.confirm })
        process.exitCode = ok ? 0 : 1
      },
    )
}

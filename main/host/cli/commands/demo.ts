import { Command } from 'commander'
import { fail } from '#shared/model/failure.ts'
import { controlPlaneOf } from '../control-plane.ts'
import { runDemo } from '../demo/run-demo.ts'
import { outputOf } from './command-output.ts'

interface DemoCommandOptions {
  readonly goodTag: string
  readonly badTag: string
  readonly withoutKubectl: boolean
  readonly controlPlane?: string
}

export function demoCommand(): Command {
  return new Command('demo')
    .description('the whole story on the sandbox, headless, with its checks; exits 0 only if all held')
    .option('--good-tag <tag>', 'tag of the version that is to be promoted', '1.20.4')
    .option('--bad-tag <tag>', 'tag of the version that is to be rolled back', '1.20.5-error-30')
    .option('--without-kubectl', 'do not use kubectl even where it is on PATH', false)
    .option('--control-plane <kubeconfig>', 'on this API server instead of the sandbox’s own')
    .action(async ({ controlPlane, ...options }: DemoCommandOptions, command: Command) => {
      const { global, output } = outputOf(command)
      refuseBadTags(options)
      const where = controlPlane === undefined ? {} : { controlPlane: await controlPlaneOf(controlPlane) }
      const ok = await runDemo({ ...options, ...where, output, confirm: global.confirm })
      process.exitCode = ok ? 0 : 1
    })
}

/** As image references have them (distribution/reference). Nothing would ever run with another one. */
function refuseBadTags({ goodTag, badTag }: DemoCommandOptions): void {
  for (const [field, tag] of [
    ['--good-tag', goodTag],
    ['--bad-tag', badTag],
  ] as const)
    if (!/^\w[\w.-]{0,127}$/.test(tag))
      fail({ code: 'bad-input', field, reason: `"${tag}" is no tag of an image, such as 1.20.4` })
}

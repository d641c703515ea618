/** The options of the command line that the desktop's core takes. The command line itself has checked them before. */
import { parseArgs } from 'node:util'

export interface DesktopOptions {
  readonly kubeconfig: readonly string[]
  readonly contexts: readonly string[]
  readonly prometheusUrl: string | undefined
  readonly sandbox: boolean
  readonly bookinfo: boolean
}

/** `args`: what stands after the program; words of Chromium and of other commands are passed over. */
export function desktopOptions(args: readonly string[]): DesktopOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      kubeconfig: { type: 'string', multiple: true },
      context: { type: 'string', multiple: true },
      prometheus: { type: 'string' },
      sandbox: { type: 'boolean' },
      bookinfo: { type: 'boolean' },
    },
  })
  const words = (value: unknown) =>
    (Array.isArray(value) ? value : []).filter((one) => typeof one === 'string')
  return {
    kubeconfig: words(values.kubeconfig),
    contexts: words(values.context),
    prometheusUrl: typeof values.prometheus === 'string' ? values.prometheus : undefined,
    sandbox: values.sandbox === true,
    bookinfo: values.bookinfo === true,
  }
}

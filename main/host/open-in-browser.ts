import { spawn } from 'node:child_process'

/** Asks the system to show the address; when it cannot, the printed address still works. */
export function openInBrowser(url: string): void {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
        : ['xdg-open', [url]]
  const child = spawn(command as string, args as string[], {
    stdio: 'ignore',
    detached: true,
    windowsHide: true,
  })
  child.on('error', (error) =>
    process.stderr.write(`aviary: no browser could be opened (${error.message}).\n`),
  )
  child.unref()
}

/** Runs the rows of a story with one kubectl, each as a client of its own of the recording proxy. */
import { spawn } from 'node:child_process'
import { lostItsStreams } from '../../../support/kubectl.ts'
import type { Recorded } from '../../../support/recording-proxy.ts'
import { withoutChance } from './request-lines.ts'
import { type Row, type Story, wordsOf } from './row.ts'

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly requests: readonly Recorded[]
  readonly tookMs: number
}

export interface Ground {
  readonly command: string
  /** Of the proxy, without a user's token. */
  readonly kubeconfig: string
  /** For what it keeps between its runs. */
  readonly cacheFolder: string
  readonly namespace: string
  readonly requestsOf: (client: string) => readonly Recorded[]
}

/** Against hanging; those that wait have shorter limits of their own. */
const limitMs = 150_000

export async function runStory(story: Story, ground: Ground): Promise<Ran[]> {
  const made = await runRow({ run: 'create namespace {ns}', sends: [] }, ground, ground.namespace)
  if (made.code !== 0) throw new Error(made.stderr)
  const ran: Ran[] = []
  for (const [index, row] of story.rows.entries())
    ran.push(await runUntilItCounts(row, ground, `${ground.namespace}-${index}`))
  return ran
}

async function runUntilItCounts(row: Row, ground: Ground, client: string): Promise<Ran> {
  const untilMs = performance.now() + limitMs
  for (let attempt = 0; ; attempt++) {
    const ran = await runRow(row, ground, `${client}-${attempt}`)
    const counts =
      !neverArrived(ran) &&
      !lostItsStreams(ran) &&
      (row.untilItSucceeds !== true || isWhole(row, ran, ground))
    if (counts || performance.now() > untilMs) return ran
  }
}

/** Whether it succeeded, and nothing of what it should print was missing yet. */
const isWhole = ({ prints }: Row, { code, stdout }: Ran, { namespace }: Ground) =>
  code === 0 && !(prints instanceof RegExp && !prints.test(withoutChance(stdout, namespace)))

/** Its first connection came to nothing, since kubectl waits 10 s for it, however busy the machine is. */
const neverArrived = ({ code, stderr, requests }: Ran) =>
  code !== 0 && requests.length === 0 && stderr.includes('TLS handshake timeout')

async function runRow(row: Row, ground: Ground, client: string): Promise<Ran> {
  const startedMs = performance.now()
  const child = start(row, ground, client, row.run)
  let stdout = ''
  let stderr = ''
  const { promise: enough, resolve: seenEnough } = Promise.withResolvers<void>()
  let begun: Promise<string> | undefined
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk
    if (begun === undefined && row.meanwhile?.at.test(stdout))
      begun = aside(row, ground, client, stdout).then((text) => {
        stdout += text
        if (row.until?.test(stdout)) seenEnough()
        return text
      })
    if (row.until?.test(stdout)) seenEnough()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  child.stdin.end((row.stdin ?? '').replaceAll('{ns}', ground.namespace))
  const closed = new Promise<number | null>((done) => child.once('close', done))
  const timer = setTimeout(() => {
    stderr += `\nended by the test after ${limitMs} ms`
    child.kill('SIGKILL')
  }, limitMs)
  if (row.until !== undefined) void enough.then(() => child.kill('SIGINT'))
  const code = await closed
  clearTimeout(timer)
  await begun
  const tookMs = Math.round(performance.now() - startedMs)
  return { code, stdout, stderr, requests: ground.requestsOf(client), tookMs }
}

function start(
  { env }: Pick<Row, 'env'>,
  { command, kubeconfig, cacheFolder, namespace }: Ground,
  client: string,
  line: string,
) {
  const words = wordsOf(line.replaceAll('{ns}', namespace).replaceAll('{folder}', cacheFolder))
  // What stands after `--` is not kubectl's.
  const at = words.indexOf('--')
  const own = ['--token', client, '-n', namespace]
  return spawn(command, words.toSpliced(at === -1 ? words.length : at, 0, ...own), {
    // kubectl starts editors by a shell, and bash reads the user's start files where its input is a socket, as here.
    env: { ...process.env, SHELL: '/bin/sh', KUBECONFIG: kubeconfig, KUBECACHEDIR: cacheFolder, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** Runs another command, whose requests are not the row's, or asks the port that stands in what was printed. */
async function aside(row: Row, ground: Ground, client: string, printed: string): Promise<string> {
  const { run, fetch: path } = row.meanwhile ?? {}
  if (run !== undefined) {
    const child = start({}, ground, `${client}-aside`, run)
    child.stdin.end()
    child.stdout.resume()
    let complaint = ''
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk
    })
    const code = await new Promise<number | null>((done) => child.once('close', done))
    return code === 0 ? '' : `\nmeanwhile ${run}: ${complaint}`
  }
  if (path === undefined) return ''
  const [, port] = /127\.0\.0\.1:(\d+)/.exec(printed) ?? []
  const answer = await fetch(`http://127.0.0.1:${port}${path.replaceAll('{ns}', ground.namespace)}`)
  return `\nHTTP ${answer.status} ${await answer.text()}`
}

/** Runs the CLI from the sources as a user would, in a process of its own with a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const entry = resolve('main/host/cli/main.ts')

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Running {
  readonly child: ChildProcess
  /** The first line of stdout; rejects with stderr when the process ends before. */
  firstLine(): Promise<string>
  /** Everything on stdout so far. */
  stdout(): string
  stderr(): string
  readonly finished: Promise<Finished>
  /** SIGTERM, then waits for the end. */
  stop(): Promise<Finished>
}

export interface Aviary {
  readonly home: string
  start(args: readonly string[], env?: NodeJS.ProcessEnv): Running
  /** As a terminal or a service manager would: in a process group of its own, whose id is the child's. */
  startGroup(args: readonly string[]): Running
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Finished>
  /** Ends what still runs and removes the data folder. */
  close(): Promise<void>
}

export async function aviaryAtHome(): Promise<Aviary> {
  const home = await mkdtemp(join(tmpdir(), 'aviary-test-'))
  const running = new Set<Running>()

  function start(args: readonly string[], env: NodeJS.ProcessEnv = {}, ownGroup = false): Running {
    const child = spawn(process.execPath, [entry, ...args], {
      env: { ...process.env, KUBECONFIG: '', HOME: home, AVIARY_HOME: home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk
    })
    const finished = new Promise<Finished>((done) => {
      child.once('close', (code) => done({ code, stdout: out, stderr: err }))
    })
    const one: Running = {
      child,
      stdout: () => out,
      stderr: () => err,
      finished,
      firstLine: () =>
        new Promise((found, reject) => {
          const look = () => {
            if (out.includes('\n')) found(out.slice(0, out.indexOf('\n')))
          }
          look()
          child.stdout.on('data', look)
          void finished.then(({ stderr }) => reject(new Error(`aviary ${args.join(' ')} ended: ${stderr}`)))
        }),
      async stop() {
        child.kill('SIGTERM')
        return await finished
      },
    }
    running.add(one)
    void finished.then(() => running.delete(one))
    return one
  }

  return {
    home,
    start: (args, env) => start(args, env),
    startGroup: (args) => start(args, {}, true),
    run: (args, env) => start(args, env).finished,
    async close() {
      await Promise.all([...running].map((one) => one.stop()))
      await rm(home, { recursive: true, force: true })
    },
  }
}

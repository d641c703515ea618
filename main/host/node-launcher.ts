/**
 * Starts Aviary's processes as children of a Node process. A child ends with its parent, however the parent ends, and
 * for no other reason from outside.
 */
import { type ChildProcess, type ForkOptions, fork, type SpawnOptions } from 'node:child_process'
import { type ChildHandle, type Launcher, type ProcessName, signalsOfGroup } from '../launcher.ts'
import { entryFile } from './entry.ts'

/**
 * When the parent dies without a word the channel closes; a child that has not ended by itself some seconds later
 * (it may have files to clear away) is ended.
 */
const endWithParent = `process.once('disconnect', () => setTimeout(() => process.exit(0), 3000).unref())`
const ignoreSignals = `for (const signal of ${JSON.stringify(signalsOfGroup)}) process.on(signal, () => undefined)`
const preload = `data:text/javascript,${encodeURIComponent(`${endWithParent}\n${ignoreSignals}`)}`

/** fork hands its options on to spawn, which knows windowsHide; its type does not say so. */
const options: ForkOptions & SpawnOptions = {
  execArgv: ['--import', preload],
  serialization: 'advanced',
  // Standard output belongs to the answer of a command: whatever a child prints goes to standard error.
  stdio: ['ignore', 2, 2, 'ipc'],
  windowsHide: true,
}

/** `fileOf` names the program of a process; tests give their own. */
export function createNodeLauncher(fileOf: (name: ProcessName) => string = entryFile): Launcher {
  return { launch: (name) => handleOf(fork(fileOf(name), [], options)) }
}

function handleOf(child: ChildProcess): ChildHandle {
  return {
    send(message) {
      // With a callback a channel that is closing does not throw; that the child is gone is onExit's to say.
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      let told = false
      const tell = (code: number | undefined) => {
        if (told) return
        told = true
        listener(code)
      }
      child.once('exit', (code) => tell(code ?? undefined))
      // A program that cannot be started at all never exits.
      child.once('error', () => tell(undefined))
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

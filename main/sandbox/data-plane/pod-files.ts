/** What programs of a container have written below /tmp; gone when the container starts anew. */
import type { Container } from '#shared/model/kube.ts'
import type { PodRuntime } from './pod-runtime.ts'

export interface ContainerFiles {
  read(path: string): Buffer | undefined
  /** False where it may not be written. */
  write(path: string, content: Buffer): boolean
  /** Paths below a folder; undefined where there is no such folder. */
  below(folder: string): string[] | undefined
}

const maxFileBytes = 1_048_576
const maxFiles = 64
const writable = /^\/tmp\/(?:(?!\.\.?\/)[^/]+\/)*(?!\.\.?$)[^/]+$/
const folders = ['/', '/tmp', '/etc', '/bin', '/usr', '/var', '/root']

export function createPodFiles(): (runtime: PodRuntime, container: Container) => ContainerFiles {
  const byPod = new WeakMap<PodRuntime, Map<string, Map<string, Buffer>>>()

  function filesOf(runtime: PodRuntime, name: string): Map<string, Buffer> {
    const ofPod = byPod.get(runtime) ?? new Map<string, Map<string, Buffer>>()
    byPod.set(runtime, ofPod)
    const run = name === runtime.container.name ? `${name}/${runtime.restarts}` : name
    const files = ofPod.get(run) ?? new Map<string, Buffer>()
    // Of an earlier run nothing is left.
    for (const other of ofPod.keys()) if (other.split('/')[0] === name) ofPod.delete(other)
    ofPod.set(run, files)
    return files
  }

  return (runtime, { name }) => ({
    read: (path) => filesOf(runtime, name).get(path),
    write(path, content) {
      const files = filesOf(runtime, name)
      const isFull = content.length > maxFileBytes || (files.size >= maxFiles && !files.has(path))
      if (!writable.test(path) || isFull) return false
      files.set(path, content)
      return true
    },
    below(folder) {
      const plain = folder.replace(/(?<=.)\/+$/, '')
      const found = [...filesOf(runtime, name).keys()].filter((path) =>
        path.startsWith(plain === '/' ? plain : `${plain}/`),
      )
      return found.length > 0 || folders.includes(plain) ? found.sort() : undefined
    },
  })
}

/** How far a pod is that runs one program to its end, in words, from what its node says of it. */
import type { Pod } from '../../model/kube.ts'

export type PodProgress =
  /** It has not begun; `stage` says what it waits for. */
  | { readonly is: 'waiting'; readonly stage: string }
  | { readonly is: 'running' }
  | { readonly is: 'ended'; readonly exitCode: number; readonly reason: string }
  /** It will not run. Without its full stop. */
  | { readonly is: 'failed'; readonly reason: string }

/** Waiting for these passes by no patience (pkg/kubelet/images, pkg/kubelet/kuberuntime). */
const hopeless: Readonly<Record<string, string>> = {
  ImagePullBackOff: 'its image cannot be pulled',
  InvalidImageName: 'its image has no valid name',
  ErrImageNeverPull: 'its image is not on the node, and may not be pulled',
  CreateContainerConfigError: 'its container cannot be made',
  CreateContainerError: 'its container cannot be made',
  RunContainerError: 'its container cannot be started',
}

export function podProgress({ metadata, spec, status = {} }: Pod, container: string): PodProgress {
  const image = spec.containers.find(({ name }) => name === container)?.image
  const state = status.containerStatuses?.find(({ name }) => name === container)?.state ?? {}
  // Evicted, or its node went: what became of its container says less.
  const isTaken = status.phase === 'Failed' && (status.reason ?? '') !== ''
  if (state.terminated !== undefined && !(isTaken && state.terminated.exitCode !== 0)) {
    const { exitCode = 1, reason = '' } = state.terminated
    return { is: 'ended', exitCode, reason: reason === 'OOMKilled' ? 'it ran out of memory' : '' }
  }
  if (metadata.deletionTimestamp !== undefined) return { is: 'failed', reason: 'its pod was deleted' }
  if (status.phase === 'Failed') {
    const what = status.reason === 'Evicted' ? 'its pod was evicted' : 'its pod failed'
    return { is: 'failed', reason: saying(what, status.message ?? status.reason) }
  }
  if (state.running !== undefined) return { is: 'running' }
  const { reason = '', message } = state.waiting ?? {}
  const words = hopeless[reason]
  if (words !== undefined) {
    const what = words.startsWith('its image') ? words.replace('its image', `the image ${image}`) : words
    return { is: 'failed', reason: saying(what, message) }
  }
  return { is: 'waiting', stage: waitsFor(status, reason) }
}

function waitsFor({ conditions = [] }: NonNullable<Pod['status']>, reason: string): string {
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled')
  if (scheduled?.status === 'False') return saying('waiting for a node', scheduled.message)
  return reason === 'ErrImagePull' ? 'pulling the image failed, trying again' : 'starting'
}

const saying = (what: string, message: string | undefined) =>
  message === undefined || message === '' ? what : `${what} (${message.replace(/[.\s]+$/, '')})`

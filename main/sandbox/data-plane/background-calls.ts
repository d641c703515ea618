/** Traffic from data: a pod with the image `…/caller` calls what its TARGETS say, evenly, as long as it runs. */
import type { Clock } from '../clock.ts'
import type { CallRequest } from './call-types.ts'
import { callerTargets } from './caller-targets.ts'
import { grpcContentType } from './grpc.ts'
import type { PodRuntime } from './pod-runtime.ts'

const requestBytes = 640
const isCaller = (image: string) => /(^|\/)caller(?=[:@]|$)/.test(image)

/** Answers how to end it. Nothing for a pod that is no caller. */
export function startCalling(
  pod: PodRuntime,
  clock: Clock,
  send: (request: CallRequest) => void,
): () => void {
  const { image, env } = pod.container
  if (!isCaller(image)) return () => undefined
  const text = (env as { name: string; value?: string }[] | undefined)?.find(({ name }) => name === 'TARGETS')
  const stops = callerTargets(text?.value ?? '').map(({ scheme, host, port, path, perSecond }) => {
    const headers: Record<string, string> = { 'user-agent': 'caller' }
    if (scheme === 'grpc') headers['content-type'] = grpcContentType
    const method = scheme === 'grpc' ? 'POST' : 'GET'
    const request: CallRequest = { host, port, method, path, headers, bytes: requestBytes }
    let stop = (): void => undefined
    const call = () => {
      stop = clock.after(1000 / perSecond, call)
      if (pod.listens) send(request)
    }
    stop = clock.after(1000 / perSecond, call)
    return () => stop()
  })
  return () => {
    for (const stop of stops) stop()
  }
}

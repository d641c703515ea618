/** A flight as a TestRun of the k6-operator (k6.io/v1alpha1), with its script in a ConfigMap. */
import type { KubeObject, Resource } from '../../model/kube.ts'
import { flightMetadata, type InCluster, podMetadata } from './cluster-objects.ts'
import { secretEnvironment } from './secret-headers.ts'

export const testRunResource: Resource = {
  group: 'k6.io',
  version: 'v1alpha1',
  kind: 'TestRun',
  plural: 'testruns',
  namespaced: true,
}

export const k6Container = 'k6'
const scriptFile = 'flight.js'

/** The operator's labels (pkg/resources/jobs/helpers.go). */
export const testRunSelector = (name: string) => `app=k6,k6_cr=${name}`

/** What a k6 that ended so means (go.k6.io/k6/errext/exitcodes); as with 0, there is a result. */
export const thresholdsFailed = 99
export const stoppedByRest = 103

/** What else of them can come of a script and a pod, in words. */
export const k6ExitWords: Readonly<Record<number, string>> = {
  104: 'its options were refused',
  105: 'a signal ended it',
  106: 'its REST port was taken',
  107: 'its script threw an error',
  109: 'it crashed',
  137: 'it was killed, as by the memory limit',
}

export interface K6TestRun extends InCluster {
  readonly script: string
  readonly parallelism: number
  readonly secrets: Readonly<Record<string, string>>
  readonly http2: boolean
}

export const k6ScriptMap = (run: K6TestRun): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: flightMetadata(run),
  data: { [scriptFile]: run.script },
})

/** Nothing is cleaned up by the operator: the runners' logs are read first. */
export function k6TestRun(run: K6TestRun): KubeObject {
  const metadata = podMetadata(run)
  // The operator's own labels come first; `app` is one of them.
  const pod = { metadata, ...(run.image === '' ? {} : { image: run.image }) }
  return {
    apiVersion: 'k6.io/v1alpha1',
    kind: 'TestRun',
    metadata: flightMetadata(run),
    spec: {
      parallelism: run.parallelism,
      script: { configMap: { name: run.name, file: scriptFile } },
      quiet: 'true',
      runner: {
        ...pod,
        env: [
          ...secretEnvironment(run.name, run.secrets),
          // The only way to keep k6 to HTTP/1.1 where the server offers HTTP/2.
          ...(run.http2 ? [] : [{ name: 'GODEBUG', value: 'http2client=0' }]),
        ],
        resources: { requests: { cpu: '100m', memory: '128Mi' } },
      },
      // The starter has the image of the operator's own release.
      starter: { metadata },
    },
  }
}

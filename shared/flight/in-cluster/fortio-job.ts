/**
 * A flight as a Kubernetes Job that runs Fortio once. It ends for good, whatever becomes of Aviary: no retries, a
 * deadline, and removed ten minutes after its end. Its result stands in its pod's log.
 */
import type { KubeObject } from '../../model/kube.ts'
import { flightMetadata, type InCluster, podMetadata } from './cluster-objects.ts'
import { secretEnvironment } from './secret-headers.ts'

export const fortioContainer = 'fortio'

/** Scheduling, pulling the image, the proxy. */
const startSeconds = 300
const keptSeconds = 600

export interface FortioJob extends InCluster {
  readonly args: readonly string[]
  readonly secrets: Readonly<Record<string, string>>
  /** Of the flight, with its last request's time-out. */
  readonly seconds: number
}

export function fortioJob(job: FortioJob): KubeObject {
  const { name, image, args, secrets, seconds } = job
  const env = secretEnvironment(name, secrets)
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: flightMetadata(job),
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: Math.ceil(seconds) + startSeconds,
      ttlSecondsAfterFinished: keptSeconds,
      template: {
        metadata: podMetadata(job),
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          containers: [
            {
              name: fortioContainer,
              image,
              args: [...args],
              ...(env.length === 0 ? {} : { env }),
              // No limits: a throttled generator measures itself.
              resources: { requests: { cpu: '100m', memory: '64Mi' } },
              securityContext: {
                runAsNonRoot: true,
                runAsUser: 65532,
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
                seccompProfile: { type: 'RuntimeDefault' },
              },
            },
          ],
        },
      },
    },
  }
}

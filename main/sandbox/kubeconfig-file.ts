/** The kubeconfig of a sandbox: one context per cluster, named as the cluster. The first is the current one. */
import { stringify } from 'yaml'

export interface KubeconfigEntry {
  readonly name: string
  /** https URL of the API server. */
  readonly server: string
  readonly caPem: string
  readonly token: string
}

export function kubeconfigText(entries: readonly KubeconfigEntry[]): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: entries.map(({ name, server, caPem }) => ({
      name,
      cluster: { server, 'certificate-authority-data': Buffer.from(caPem).toString('base64') },
    })),
    users: entries.map(({ name, token }) => ({ name, user: { token } })),
    contexts: entries.map(({ name }) => ({
      name,
      context: { cluster: name, user: name, namespace: 'default' },
    })),
    'current-context': entries[0]?.name ?? '',
  })
}

/** The Secrets that hold the certificates of gateways: kubernetes.io/tls, or Istio's older names of the same fields. */
import type { KubeObject } from '#shared/model/kube.ts'
import type { PodRuntime } from './pod-runtime.ts'

export interface SecretObject extends KubeObject {
  data?: Record<string, string>
}

export interface TlsSecret {
  readonly cert: string
  readonly key: string
  /** Of the clients. */
  readonly ca?: string
}

/** `SECRET-cacert` may have the authority of the clients by itself. Undefined without certificate and key. */
export function tlsSecretOf(
  find: (name: string) => SecretObject | undefined,
  name: string,
): TlsSecret | undefined {
  const field = (of: string, ...keys: readonly string[]) => {
    const data = find(of)?.data ?? {}
    const found = keys.map((key) => data[key]).find((one) => one !== undefined)
    return found === undefined ? undefined : Buffer.from(found, 'base64').toString()
  }
  const cert = field(name, 'tls.crt', 'cert')
  const key = field(name, 'tls.key', 'key')
  if (cert === undefined || key === undefined) return undefined
  const ca = field(name, 'ca.crt', 'cacert') ?? field(`${name}-cacert`, 'ca.crt', 'cacert')
  return { cert, key, ...(ca === undefined ? {} : { ca }) }
}

const reference = 'kubernetes-gateway://'

/** The Secret of a server: beside the gateway's pods, or where a Gateway of the Gateway API has it. */
export function gatewaySecret(
  objects: { secret(namespace: string, name: string): SecretObject | undefined } | undefined,
  { identity }: PodRuntime,
  credential: string,
): TlsSecret | undefined {
  const [namespace = '', name = ''] = credential.startsWith(reference)
    ? credential.slice(reference.length).split('/')
    : [identity.namespace, credential]
  return tlsSecretOf((one) => objects?.secret(namespace, one), name)
}

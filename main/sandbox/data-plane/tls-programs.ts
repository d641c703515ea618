/**
 * Programs that end TLS themselves, behind proxies that pass it through. A program does so at ports 443, 8443 and 9443
 * and at those that its container names `https…` or `tls…`, with the certificate of the first Secret of that type that
 * its pod mounts, else with one of its own for the names of its service. Hosts outside have one for the name that they
 * are called by.
 */
import { createSecureServer, type Http2SecureServer } from 'node:http2'
import { type Duplex, duplexPair } from 'node:stream'
import type { AppReply } from './app.ts'
import type { ByteStream, CallRequest } from './call-types.ts'
import { carry } from './carry.ts'
import { receiveCall, writeReply } from './http-answers.ts'
import type { AnyHttpHandler } from './http-connections.ts'
import type { OwnCertificates } from './own-certificates.ts'
import type { PodRuntime } from './pod-runtime.ts'
import type { TlsSecret } from './tls-secret.ts'

/** Undefined breaks the connection. */
type Answer = (request: CallRequest) => Promise<AppReply | undefined>

export interface TlsProgramsOptions {
  readonly certificates: OwnCertificates
  /** Undefined where there is no such Secret with a certificate. */
  secretOf(pod: PodRuntime, name: string): TlsSecret | undefined
}

export interface TlsPrograms {
  /** One connection of a program; ends with the client's. What speaks no TLS there hangs up. */
  ofPod(pod: PodRuntime, port: number, stream: ByteStream, answer: Answer): Promise<void>
  ofHost(stream: ByteStream, answer: Answer): Promise<void>
  close(): void
}

const usualPorts = [443, 8443, 9443]

/** Programs without declared ports listen everywhere, those that declare some there alone. */
export function speaksTls({ container }: Pick<PodRuntime, 'container'>, port: number): boolean {
  const declared = container.ports?.find(({ containerPort }) => containerPort === port)
  if (declared === undefined && (container.ports ?? []).length > 0) return false
  return usualPorts.includes(port) || /^(https|tls)/.test(String(declared?.name ?? ''))
}

export function createTlsPrograms({ certificates, secretOf }: TlsProgramsOptions): TlsPrograms {
  const open = new Set<Duplex>()

  async function serve(
    stream: ByteStream,
    secret: TlsSecret | Promise<TlsSecret>,
    answer: Answer,
  ): Promise<void> {
    const [near, far] = duplexPair()
    open.add(near)
    near.once('close', () => {
      open.delete(near)
      far.destroy()
    })
    far.once('close', () => near.destroy())
    far.on('error', () => far.destroy())
    const carried = carry(stream, near)
    const server = secureServer(await secret, answer)
    // A program does not run with a certificate that cannot be read, and the client may have gone.
    if (server === undefined || far.destroyed) near.destroy()
    else server.emit('connection', far)
    await carried
  }

  return {
    ofPod(pod, port, stream, answer) {
      if (!speaksTls(pod, port)) {
        stream.socket.destroy()
        return Promise.resolve()
      }
      const names = mountedSecrets(pod)
      const mounted = names.map((name) => secretOf(pod, name)).find((one) => one !== undefined)
      return serve(stream, mounted ?? certificates(ownNames(pod)), answer)
    },
    ofHost: (stream, answer) => serve(stream, certificates([stream.serverName ?? 'localhost']), answer),
    close() {
      for (const one of open) one.destroy()
    },
  }
}

/** One for each connection, whose requests are nobody else's. */
function secureServer({ cert, key }: TlsSecret, answer: Answer): Http2SecureServer | undefined {
  try {
    const server = createSecureServer({ cert, key, allowHTTP1: true }, handlerOf(answer))
    server.on('session', (session) => session.on('error', () => session.destroy()))
    // A handshake that fails is the client's to see.
    server.on('tlsClientError', () => undefined)
    return server
  } catch {
    return undefined
  }
}

const handlerOf =
  (answer: Answer): AnyHttpHandler =>
  (request, response) => {
    receiveCall(request, { port: 443 }, (call) => {
      void answer(call).then((reply) => {
        if (reply === undefined) request.socket.destroy()
        else writeReply(response, { ...reply, flags: '-', headers: {}, withoutHeaders: [] }, call)
      })
    })
  }

function mountedSecrets({ pod }: PodRuntime): string[] {
  const volumes = (pod.spec.volumes ?? []) as readonly { secret?: { secretName?: string } }[]
  return volumes.flatMap(({ secret }) => (secret?.secretName === undefined ? [] : [secret.secretName]))
}

function ownNames({ identity, pod }: PodRuntime): string[] {
  const name = identity.canonicalService
  const { namespace = 'default' } = pod.metadata
  return [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`]
}

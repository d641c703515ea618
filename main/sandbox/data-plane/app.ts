/** A program that runs in a pod: it answers requests and may call other services on the way. */
export type HeaderValues = Readonly<Record<string, string | string[] | undefined>>

export interface AppRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: HeaderValues
  readonly body?: Buffer
}

export interface AppReply {
  readonly status: number
  readonly contentType: string
  readonly body: Buffer
  /** Of a gRPC server. */
  readonly grpcStatus?: number
  /** More of them, in small letters. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface AppWorld {
  /** Name of the pod. */
  readonly pod: string
  /** Through the pod's sidecar; never rejects, a broken connection is an answer as the sidecar gives it. */
  call(host: string, port: number, path: string, headers: HeaderValues): Promise<AppReply>
  /** Resolves after about that time. */
  work(medianMs: number): Promise<void>
}

export type App = (request: AppRequest, world: AppWorld) => Promise<AppReply>

export const jsonReply = (value: unknown, status = 200): AppReply => ({
  status,
  contentType: 'application/json',
  body: Buffer.from(JSON.stringify(value)),
})

export const textReply = (text: string, status = 200): AppReply => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: Buffer.from(text),
})

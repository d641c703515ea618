/** The flight form's fields as they are typed, and how they are filled from a plan. */
import { healthMethod, healthService } from '#shared/flight/grpc-request.ts'
import { type FlightPlan, type FlightPlanInput, flightPlanSchema } from '#shared/model/flight.ts'
import { durationText } from './form-values.ts'

export const targetKinds = ['service', 'gateway', 'deployment', 'pod', 'url'] as const
type TargetKind = (typeof targetKinds)[number]

/** What is sent; the health check is a gRPC call whose method is known. */
export const requestKinds = ['http1', 'http2', 'grpc', 'grpc-health'] as const
type RequestKind = (typeof requestKinds)[number]

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

export interface StageRow {
  readonly ramp: boolean
  readonly rate: string
  readonly duration: string
}

export interface FlightForm {
  readonly kind: TargetKind
  readonly url: string
  readonly context: string
  readonly namespace: string
  readonly service: string
  readonly deployment: string
  readonly pod: string
  readonly host: string
  /** Of a Service; of a Deployment or pod it may be empty for its first. */
  readonly port: string
  readonly request: RequestKind
  readonly method: string
  readonly path: string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly body: string
  readonly grpcMethod: string
  readonly grpcMessage: string
  readonly grpcService: string
  readonly max: boolean
  readonly rate: string
  /** Connections wait for their answers, then for their turns; without a rate they always do. */
  readonly closed: boolean
  readonly continuous: boolean
  readonly duration: string
  /** Empty for none. */
  readonly warmUp: string
  /** In place of the duration, where there are any. */
  readonly stages: readonly StageRow[]
  readonly random: boolean
  /** Empty for one of the moment. */
  readonly seed: string
  /** The pacer that takes a core. */
  readonly precise: boolean
  /** One rule a line. */
  readonly rules: string
  readonly abort: boolean
  readonly connections: string
  readonly timeout: string
  readonly skipMissed: boolean
  /** Empty to keep connections as long as they last. */
  readonly requestsPerConnection: string
  /** Empty to keep them however old they are. */
  readonly connectionAge: string
  /** Of a URL; empty to go directly. */
  readonly proxy: string
  /** The name is looked up for each connection, not once. */
  readonly lookUpEach: boolean
  readonly insecure: boolean
  readonly servername: string
  /** PEM */
  readonly ca: string
  readonly cert: string
  readonly key: string
  readonly confirmed: boolean
}

const nothing = flightPlanSchema.omit({ target: true }).parse({})

/** Nothing is due at a time of its own. */
export const isClosedForm = ({ max, closed }: Pick<FlightForm, 'max' | 'closed'>) => max || closed

export function formFromPlan(input: Partial<FlightPlanInput>): FlightForm {
  const plan: Omit<FlightPlan, 'target'> = flightPlanSchema.omit({ target: true }).parse(input)
  const { rate, durationSeconds, stages = [], tls = {} } = plan
  return {
    ...targetFields(input.target),
    ...requestFields(plan),
    method: plan.method,
    path: plan.path,
    headers: plan.headers.map(([name, value]) => ({ name, value })),
    body: plan.body ?? '',
    max: rate === 'max',
    rate: String(rate === 'max' || input.rate === undefined ? 100 : rate),
    closed: plan.model === 'closed',
    // The story is a flight that goes on; the default of the contract is for programs.
    continuous: input.durationSeconds === undefined || durationSeconds === null,
    duration: durationText(durationSeconds ?? nothing.durationSeconds ?? 30),
    warmUp: plan.warmUpSeconds === undefined ? '' : durationText(plan.warmUpSeconds),
    stages: stages.map((stage) => ({
      ramp: stage.ramp === true,
      rate: String(stage.rate),
      duration: durationText(stage.seconds),
    })),
    random: plan.arrivals === 'random',
    seed: plan.seed === undefined ? '' : String(plan.seed),
    precise: plan.pacing === 'precise',
    rules: plan.expect.join('\n'),
    abort: plan.abort === true,
    connections: String(plan.connections),
    timeout: durationText(plan.timeoutMs / 1000),
    skipMissed: plan.missed === 'skip',
    requestsPerConnection: plan.requestsPerConnection === undefined ? '' : String(plan.requestsPerConnection),
    connectionAge: plan.connectionSeconds === undefined ? '' : durationText(plan.connectionSeconds),
    proxy: plan.proxy ?? '',
    lookUpEach: plan.dns === 'per-connection',
    insecure: tls.insecure === true,
    servername: tls.servername ?? '',
    ca: tls.ca ?? '',
    cert: tls.cert ?? '',
    key: tls.key ?? '',
    confirmed: plan.confirmed,
  }
}

function targetFields(target: FlightPlanInput['target'] | undefined) {
  const fields = {
    kind: target?.kind ?? ('service' as const),
    url: '',
    context: '',
    namespace: '',
    service: '',
    deployment: '',
    pod: '',
    host: '',
    port: '',
  }
  if (target === undefined) return fields
  const { port, ...texts } = { port: undefined, ...target }
  return { ...fields, ...texts, port: port === undefined ? '' : String(port) }
}

function requestFields({ protocol = 'http1', grpc }: Pick<FlightPlan, 'protocol' | 'grpc'>) {
  const service = grpc?.method === healthMethod ? healthService(grpc.message) : null
  const request: RequestKind = protocol === 'grpc' && service !== null ? 'grpc-health' : protocol
  const other = request === 'grpc' ? grpc : undefined
  return {
    request,
    grpcMethod: other?.method ?? '',
    grpcMessage: other?.message ?? '',
    grpcService: service ?? '',
  }
}

/** What `aviary flight run` takes to say a flight's plan. */
import { type Command, Option } from 'commander'

export interface PlanOptions {
  readonly rate: string
  readonly closed: boolean
  readonly connections: string
  readonly duration: string
  readonly continuous: boolean
  readonly warmUp?: string
  readonly stage: string[]
  readonly random: boolean
  readonly seed?: string
  readonly pacing?: 'usual' | 'precise'
  readonly request?: string
  readonly header: string[]
  readonly data?: string
  readonly http2: boolean
  readonly grpc?: string
  readonly grpcHealth?: string | true
  readonly missed?: 'catch-up' | 'skip'
  readonly requestsPerConnection?: string
  readonly connectionAge?: string
  readonly proxy?: string
  readonly dns?: 'once' | 'per-connection'
  readonly timeout: string
  readonly expect: string[]
  readonly abort: boolean
  readonly insecure: boolean
  readonly cacert?: string
  readonly cert?: string
  readonly key?: string
  readonly servername?: string
  readonly yes: boolean
}

/** In the order of the help: the load, the request, the connections, the rules, TLS. */
export function withPlanOptions(command: Command): Command {
  return command
    .option('--rate <number>', 'requests per second, or max', '10')
    .option(
      '--closed',
      'each connection sends its share of --rate, but never before its last answer has come',
      false,
    )
    .option('--connections <number>', 'most connections at once', '64')
    .option('--duration <duration>', 'how long', '30s')
    .option('--warm-up <duration>', 'sent before that at --rate, and not counted')
    .addOption(new Option('--continuous', 'until interrupted').default(false).conflicts('duration'))
    .option(
      '--stage <rate:duration>',
      '200:30s steps to 200/s and holds it, ..200:30s rises or falls to it; repeatable, after --rate',
      collect,
      [],
    )
    .option('--random', 'requests at random, as independent users come, instead of evenly', false)
    .option('--seed <number>', 'of --random: the same requests at the same times again')
    .addOption(
      new Option(
        '--pacing <pacer>',
        'usual, or precise: a core of this machine for sends within a hundredth of a millisecond',
      ).choices(['usual', 'precise']),
    )
    .option('-X, --request <method>', 'HTTP method (default: GET, or POST with --data)')
    .option('-H, --header <header>', '"Name: value"; repeatable', collect, [])
    .option('-d, --data <body>', 'request body, @FILE, or @- for standard input')
    .option('--http2', 'HTTP/2, over TLS or at once; few connections carry many requests', false)
    .option('--grpc <method>', 'a unary call, as package.Service/Method; --data is hex:… or base64:…')
    .addOption(new Option('--grpc-health [service]', 'the standard health check').conflicts('grpc'))
    .addOption(
      new Option(
        '--missed <policy>',
        'what is due while no connection is free is sent late, or not at all and counted',
      ).choices(['catch-up', 'skip']),
    )
    .option('--requests-per-connection <number>', 'then a new one (HTTP/1.1); 1 keeps none alive')
    .option('--connection-age <duration>', 'a connection that is older takes no more requests')
    .option(
      '--proxy <url>',
      'tunnels through an HTTP proxy, http://[user:password@]host:port; HTTP_PROXY, HTTPS_PROXY and NO_PROXY are not followed',
    )
    .addOption(
      new Option(
        '--dns <policy>',
        "the host's name is looked up once (the default) or per connection; each connection goes to the next address",
      ).choices(['once', 'per-connection']),
    )
    .option('--timeout <duration>', 'of one request', '10s')
    .option('--expect <rule>', "such as 'p99<250ms'; repeatable", collect, [])
    .option('--abort', 'stop as soon as a rule is lost', false)
    .option('-k, --insecure', 'take any TLS certificate', false)
    .option('--cacert <file>', 'PEM of the CAs to trust')
    .option('--cert <file>', 'PEM of a client certificate')
    .option('--key <file>', "PEM of the client certificate's key")
    .option('--servername <name>', "for SNI and the check of the certificate, in place of the URL's host")
    .option('--yes', 'confirm a target that is neither on this machine nor in a picked context', false)
}

const collect = (value: string, before: string[]) => [...before, value]

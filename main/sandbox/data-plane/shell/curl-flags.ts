/** The command line of curl, as far as the sandbox can do what it says. */
export interface CurlRequest {
  readonly urls: readonly string[]
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  readonly silent: boolean
  readonly showError: boolean
  readonly include: boolean
  readonly verbose: boolean
  readonly fails: boolean
  readonly follows: boolean
  readonly output: string | undefined
  readonly writeOut: string
  readonly timeoutMs: number | undefined
  readonly insecure: boolean
  readonly authorities: string | undefined
}

/** Long names by the short ones. */
const names: Readonly<Record<string, string>> = {
  ...{
    s: 'silent',
    S: 'show-error',
    i: 'include',
    v: 'verbose',
    f: 'fail',
    L: 'location',
    I: 'head',
    k: 'insecure',
  },
  ...{ g: 'globoff', N: 'no-buffer', G: 'get' },
  ...{
    o: 'output',
    w: 'write-out',
    H: 'header',
    X: 'request',
    d: 'data',
    m: 'max-time',
    A: 'user-agent',
    e: 'referer',
  },
}
const switches = new Set([
  ...[
    'silent',
    'show-error',
    'include',
    'verbose',
    'fail',
    'location',
    'head',
    'insecure',
    'globoff',
    'no-buffer',
  ],
  ...['get', 'http1.1', 'no-progress-meter', 'compressed', 'ipv4'],
])
const valued = new Set([
  ...[
    'output',
    'write-out',
    'header',
    'request',
    'data',
    'data-raw',
    'data-binary',
    'max-time',
    'connect-timeout',
  ],
  ...['user-agent', 'referer', 'url', 'cacert'],
])

/** Or what curl says of it. */
export function curlRequest(args: readonly string[]): CurlRequest | string {
  const flags = new Map<string, string>()
  const urls: string[] = []
  const headers: (readonly [string, string])[] = []
  const data: string[] = []

  function set(name: string, value: string): void {
    if (name === 'header') {
      const [, key = '', text = ''] = /^([^:;]+)[:;]\s*([\s\S]*)$/.exec(value) ?? []
      if (key !== '') headers.push([key, text])
    } else if (name.startsWith('data')) data.push(value)
    else if (name === 'url') urls.push(value)
    else flags.set(name, value)
  }

  for (let at = 0; at < args.length; at += 1) {
    const one = args[at] ?? ''
    if (!one.startsWith('-') || one === '-') {
      urls.push(one)
      continue
    }
    const long = one.startsWith('--') ? one.slice(2) : undefined
    // Several short ones in a row; the last may have its value right behind it.
    let rest = one.slice(1)
    do {
      const name = long ?? names[rest[0] ?? ''] ?? ''
      rest = long === undefined ? rest.slice(1) : ''
      if (switches.has(name)) set(name, '')
      else if (valued.has(name)) {
        if (rest === '') at += 1
        const value = rest === '' ? args[at] : rest
        if (value === undefined) return `option ${one}: requires parameter`
        set(name, value)
        rest = ''
      } else return `option ${one}: is unknown`
    } while (rest !== '')
  }
  if (urls.length === 0) return 'no URL specified'
  return requestOf(urls, headers, data, flags)
}

function requestOf(
  urls: readonly string[],
  given: readonly (readonly [string, string])[],
  data: readonly string[],
  flags: ReadonlyMap<string, string>,
): CurlRequest | string {
  const joined = data.join('&')
  const asQuery = flags.has('get') && joined !== ''
  const body = asQuery ? '' : joined
  const has = (name: string) => given.some(([key]) => key.toLowerCase() === name)
  const seconds = [flags.get('max-time'), flags.get('connect-timeout')]
  const wrong = seconds.find((one) => one !== undefined && !(Number(one) >= 0))
  if (wrong !== undefined) return `expected a proper numerical parameter, not ${wrong}`
  const headers = [
    ...(has('user-agent') ? [] : [['User-Agent', flags.get('user-agent') ?? 'curl/8.5.0'] as const]),
    ...(has('accept') ? [] : [['Accept', '*/*'] as const]),
    ...(flags.has('referer') ? [['Referer', flags.get('referer') ?? ''] as const] : []),
    ...given,
    ...(body === '' ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const]),
    ...(body === '' || has('content-type')
      ? []
      : [['Content-Type', 'application/x-www-form-urlencoded'] as const]),
  ]
  const isHead = flags.has('head')
  const query = (url: string) => (asQuery ? `${url}${url.includes('?') ? '&' : '?'}${joined}` : url)
  return {
    urls: urls.map((url) => query(/^\w+:\/\//.test(url) ? url : `http://${url}`)),
    method: flags.get('request') ?? (isHead ? 'HEAD' : body === '' ? 'GET' : 'POST'),
    headers,
    body,
    silent: flags.has('silent') || flags.has('no-progress-meter'),
    showError: !flags.has('silent') || flags.has('show-error'),
    include: flags.has('include') || isHead,
    verbose: flags.has('verbose'),
    fails: flags.has('fail'),
    follows: flags.has('location'),
    insecure: flags.has('insecure'),
    authorities: flags.get('cacert'),
    output: flags.get('output'),
    writeOut: flags.get('write-out') ?? '',
    // A connection is there at once or never.
    timeoutMs: flags.has('max-time') ? Number(flags.get('max-time')) * 1000 : undefined,
  }
}

/** curl, whose requests go out through the pod's proxy. */
import { type CurlRequest, curlRequest } from './curl-flags.ts'
import { type Process, type Program, signalCode } from './machine.ts'
import { unescaped } from './printf.ts'
import { askWeb, type WebAnswer, type WebFailure, type WebReply } from './web-request.ts'

const maxRedirects = 50

export const curl: Program = async (process) => {
  const request = curlRequest(process.args)
  if (typeof request === 'string') {
    const hint = "curl: try 'curl --help' or 'curl --manual' for more information"
    await process.stderr(Buffer.from(`curl: ${request}\n${hint}\n`))
    return 2
  }
  let code = 0
  for (const url of request.urls) {
    code = await fetchOne(process, request, url)
    if (process.told.aborted) return signalCode(process.told)
  }
  return code
}

async function fetchOne(process: Process, request: CurlRequest, url: string): Promise<number> {
  const { told, machine } = process
  let at = url
  const { authorities, insecure, timeoutMs } = request
  const ca = authorities === undefined ? undefined : await machine.readFile(authorities)
  if (authorities !== undefined && ca === undefined) {
    const text = `curl: (77) error setting certificate verify locations:  CAfile: ${authorities}\n`
    if (request.showError) await process.stderr(Buffer.from(text))
    return 77
  }
  const options = { timeoutMs, told, tls: { insecure, ca } }
  let answer = await askWeb(machine, { ...request, url: at }, options)
  let text = ''
  for (let turn = 0; ; turn += 1) {
    if (request.verbose) await process.stderr(Buffer.from(conversation(request, at, answer)))
    const { result } = answer
    if (typeof result === 'string') break
    if (request.include) text += headOf(result, '')
    const next = request.follows && turn < maxRedirects ? redirectOf(at, result) : undefined
    if (next === undefined) break
    at = next
    answer = await askWeb(machine, { ...request, url: at }, options)
  }
  return await show(process, request, at, answer, text)
}

function redirectOf(from: string, { status, headers }: WebReply): string | undefined {
  const location = headers.find(([name]) => name === 'location')?.[1]
  if (location === undefined || status < 300 || status > 399) return undefined
  return URL.parse(location, from)?.href
}

async function show(
  process: Process,
  request: CurlRequest,
  url: string,
  answer: WebAnswer,
  head: string,
): Promise<number> {
  const { result } = answer
  let failure = typeof result === 'string' ? failed(result, url, answer) : undefined
  if (typeof result === 'object' && request.fails && result.status >= 400)
    failure = { code: 22, text: `The requested URL returned error: ${result.status}` }
  const isShown = typeof result === 'object' && failure === undefined
  const content = Buffer.concat([Buffer.from(head), isShown ? result.body : Buffer.alloc(0)])
  if (!request.silent && process.terminal === undefined)
    await process.stderr(Buffer.from(meter(content.length)))
  if (isShown && !(await write(process, request.output, content)))
    failure = { code: 23, text: 'Failure writing output to destination' }
  if (failure !== undefined && request.showError)
    await process.stderr(Buffer.from(`curl: (${failure.code}) ${failure.text}\n`))
  if (request.writeOut !== '')
    await process.stdout(
      Buffer.from(writtenOut(request, url, answer, content.length - head.length, failure?.code ?? 0)),
    )
  return failure?.code ?? 0
}

async function write(
  { stdout, machine }: Process,
  to: string | undefined,
  content: Buffer,
): Promise<boolean> {
  if (to === '/dev/null') return true
  if (to !== undefined && to !== '-' && to !== '/dev/stdout') return machine.writeFile(to, content)
  await stdout(content)
  return true
}

function failed(
  why: WebFailure,
  url: string,
  { host, port, ms, problem = '' }: WebAnswer,
): { code: number; text: string } {
  switch (why) {
    case 'unsupported':
      return /^https?:/.test(url)
        ? { code: 1, text: `Protocol "${url.split(':')[0]}" not supported` }
        : { code: 3, text: 'URL rejected: Malformed input to a URL function' }
    case 'unknown-host':
      return { code: 6, text: `Could not resolve host: ${host}` }
    case 'refused':
      return {
        code: 7,
        text: `Failed to connect to ${host} port ${port} after ${ms} ms: Couldn't connect to server`,
      }
    case 'handshake':
      return {
        code: 35,
        text: `OpenSSL SSL_connect: Connection reset by peer in connection to ${host}:${port} `,
      }
    case 'untrusted':
      return { code: 60, text: `${problem}\n${howToTrust}` }
    case 'reset':
      return { code: 56, text: 'Recv failure: Connection reset by peer' }
    case 'timeout':
    case 'interrupted':
      return { code: 28, text: `Operation timed out after ${ms} milliseconds with 0 bytes received` }
  }
}

const howToTrust = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.`

const headOf = ({ status, reason, headers }: WebReply, before: string): string =>
  [`HTTP/1.1 ${status} ${reason}`, ...headers.map(([name, value]) => `${name}: ${value}`), '']
    .map((line) => `${before}${line}\r\n`)
    .join('')

/** What -v tells on standard error. */
function conversation(request: CurlRequest, url: string, { result, host, port, address }: WebAnswer): string {
  if (result === 'unsupported') return ''
  if (result === 'unknown-host') return `* Could not resolve host: ${host}\n`
  const trying = `* Host ${host}:${port} was resolved.\n* IPv6: (none)\n* IPv4: ${address}\n*   Trying ${address}:${port}...\n`
  if (result === 'refused')
    return `${trying}* connect to ${address} port ${port} failed: Connection refused\n`
  const { pathname, search, host: named } = new URL(url)
  const own = request.headers.some(([name]) => name.toLowerCase() === 'host')
  const sent = [
    `${request.method} ${pathname}${search} HTTP/1.1`,
    ...(own ? [] : [`Host: ${named}`]),
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
    '',
  ].map((line) => `> ${line}\r\n`)
  const received = typeof result === 'object' ? headOf(result, '< ') : ''
  return `${trying}* Connected to ${host} (${address}) port ${port}\n${sent.join('')}${received}* Connection #0 to host ${host} left intact\n`
}

/** When it has ended, all of it came at once. */
function meter(bytes: number): string {
  const size = String(bytes).padStart(5)
  return [
    '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current',
    '                                 Dload  Upload   Total   Spent    Left  Speed',
    `100 ${size}  100 ${size}    0     0  ${size}      0 --:--:-- --:--:-- --:--:-- ${size}`,
    '',
  ].join('\n')
}

function writtenOut(
  request: CurlRequest,
  url: string,
  answer: WebAnswer,
  bytes: number,
  exitCode: number,
): string {
  const { result, address, port, ms } = answer
  const reply = typeof result === 'object' ? result : undefined
  const header = (name: string) => reply?.headers.find(([key]) => key === name.toLowerCase())?.[1] ?? ''
  const seconds = (ms / 1000).toFixed(6)
  const code = String(reply?.status ?? 0).padStart(3, '0')
  const values: Readonly<Record<string, string>> = {
    http_code: code,
    response_code: code,
    content_type: header('content-type'),
    exitcode: String(exitCode),
    http_version: '1.1',
    method: request.method,
    num_connects: reply === undefined ? '0' : '1',
    num_headers: String(reply?.headers.length ?? 0),
    redirect_url: reply === undefined ? '' : (redirectOf(url, reply) ?? ''),
    remote_ip: address,
    remote_port: String(port),
    scheme: url.startsWith('https:') ? 'https' : 'http',
    size_download: String(bytes),
    time_connect: '0.000500',
    time_namelookup: '0.000400',
    time_pretransfer: '0.000600',
    time_starttransfer: seconds,
    time_total: seconds,
    url,
    url_effective: url,
  }
  return unescaped(request.writeOut).replace(
    /%%|%\{(\w+)\}|%header\{([^}]+)\}/g,
    (whole, name: string | undefined, head: string | undefined) =>
      whole === '%%' ? '%' : head === undefined ? (values[name ?? ''] ?? '') : header(head),
  )
}

/** wget as busybox has it, whose requests go out through the pod's proxy. */
import { complain, type Process, type Program, signalCode } from './machine.ts'
import { askWeb, type WebAnswer } from './web-request.ts'

interface WgetRequest {
  readonly url: string
  readonly quiet: boolean
  readonly output: string | undefined
  readonly body: string
  readonly headers: readonly (readonly [string, string])[]
  readonly showsHeaders: boolean
  readonly spider: boolean
  readonly timeoutMs: number
}

const maxRedirects = 5
const usage =
  'usage: wget [-q] [-S] [-O FILE] [-T SECONDS] [--header HEADER] [--post-data DATA] [--spider] URL'

export const wget: Program = async (process) => {
  const request = wgetRequest(process.args)
  if (request === undefined) return await complain(process, usage)
  let { url } = request
  const method = request.spider ? 'HEAD' : request.body === '' ? 'GET' : 'POST'
  for (let turn = 0; ; turn += 1) {
    const asked = { ...request, url, method }
    const answer = await askWeb(process.machine, asked, { timeoutMs: request.timeoutMs, told: process.told })
    if (process.told.aborted) return signalCode(process.told)
    const { result, host, address, port } = answer
    if (!request.quiet && address !== '')
      await process.stderr(Buffer.from(`Connecting to ${host} (${address}:${port})\n`))
    if (typeof result === 'string') return await complain(process, failed(answer, url))
    const location = result.headers.find(([name]) => name === 'location')?.[1]
    const next = location === undefined ? undefined : URL.parse(location, url)?.href
    if (result.status < 300 || result.status > 399 || next === undefined || turn === maxRedirects)
      return await show(process, request, answer)
    url = next
  }
}

function wgetRequest(args: readonly string[]): WgetRequest | undefined {
  const flags = new Map<string, string>()
  const headers: (readonly [string, string])[] = [['User-Agent', 'Wget']]
  const urls: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const one = args[at] ?? ''
    const [, long, own] = /^--([a-z-]+)(?:=([\s\S]*))?$/.exec(one) ?? []
    const [, quiet, letter, behind] = /^-(q*)([SOT]?)([\s\S]*)$/.exec(one) ?? []
    if (!one.startsWith('-')) urls.push(one)
    else if (long === 'spider' || long === 'quiet') flags.set(long, '')
    else if (long !== undefined) {
      if (!['header', 'post-data', 'timeout'].includes(long)) return undefined
      if (own === undefined) at += 1
      const value = own ?? args[at] ?? ''
      const [, name = '', text = ''] = /^([^:]+):\s*([\s\S]*)$/.exec(value) ?? []
      if (long === 'header') headers.push([name, text])
      else flags.set(long, value)
    } else {
      if (quiet !== '') flags.set('quiet', '')
      if (letter === '' && behind !== '') return undefined
      if (letter === 'S') flags.set('S', '')
      else if (letter !== '' && letter !== undefined) {
        if (behind === '') at += 1
        flags.set(letter, behind === '' ? (args[at] ?? '') : (behind ?? ''))
      }
    }
  }
  const [url] = urls
  if (url === undefined || urls.length > 1) return undefined
  const seconds = Number(flags.get('T') ?? flags.get('timeout') ?? 900)
  if (Number.isNaN(seconds)) return undefined
  return {
    url: /^\w+:\/\//.test(url) ? url : `http://${url}`,
    quiet: flags.has('quiet'),
    output: flags.get('O'),
    body: flags.get('post-data') ?? '',
    headers,
    showsHeaders: flags.has('S'),
    spider: flags.has('spider'),
    timeoutMs: seconds * 1000,
  }
}

function failed({ result, host, address }: WebAnswer, url: string): string {
  switch (result) {
    case 'unsupported':
      return /^https?:/.test(url) ? 'TLS is not simulated' : `not an http or ftp url: ${url}`
    case 'unknown-host':
      return `bad address '${host}'`
    case 'refused':
      return `can't connect to remote host (${address}): Connection refused`
    case 'reset':
      return 'error getting response: Connection reset by peer'
    default:
      return 'download timed out'
  }
}

async function show(process: Process, request: WgetRequest, { result }: WebAnswer): Promise<number> {
  if (typeof result === 'string') return 1
  const { status, reason, headers, body } = result
  if (request.showsHeaders) {
    const lines = [`HTTP/1.1 ${status} ${reason}`, ...headers.map(([name, value]) => `${name}: ${value}`)]
    await process.stderr(Buffer.from(lines.map((line) => `  ${line}\n`).join('')))
  }
  if (status >= 300) return await complain(process, `server returned error: HTTP/1.1 ${status} ${reason}`)
  if (request.spider) return 0
  const path = request.output ?? new URL(request.url).pathname.split('/').at(-1) ?? ''
  const to = path === '' ? 'index.html' : path
  if (to === '-' || to === '/dev/stdout') await process.stdout(body)
  else if (to !== '/dev/null' && !process.machine.writeFile(to, body))
    return await complain(process, `can't open '${to}': Read-only file system`)
  return 0
}

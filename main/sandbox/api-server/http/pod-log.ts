/** `GET pods/NAME/log` */
import type { KubeObject } from '#shared/model/kube.ts'
import type { Clock } from '../../clock.ts'
import type { PodNetwork } from '../../pod-network.ts'
import { badRequest } from '../api-error.ts'
import { listAt, textAt } from '../fields.ts'
import type { Exchange } from './exchange.ts'

const followEveryMs = 250

export function serveLog(exchange: Exchange, pod: KubeObject, network: PodNetwork, clock: Clock): void {
  const { response, url } = exchange
  const query = url.searchParams
  const { name, namespace = '' } = pod.metadata
  const container = containerOf(pod, query.get('container') ?? '')
  const read = () => network.log(namespace, name, container)
  const text = (lines: readonly string[]) => lines.map((line) => `${shown(line, query)}\n`).join('')

  response.writeHead(200, { 'content-type': 'text/plain' })
  response.flushHeaders()
  const all = query.get('previous') === 'true' ? [] : read()
  response.write(text(selected(all, query, clock.now())))
  if (query.get('follow') !== 'true') {
    response.end()
    return
  }
  let last = all.at(-1)
  let cancel = clock.after(followEveryMs, look)
  function look(): void {
    const lines = read()
    const fresh = lines.slice(last === undefined ? 0 : lines.lastIndexOf(last) + 1)
    if (fresh.length > 0) response.write(text(fresh))
    last = lines.at(-1) ?? last
    cancel = clock.after(followEveryMs, look)
  }
  response.once('close', () => cancel())
}

function containerOf(pod: KubeObject, asked: string): string {
  const names = ['containers', 'initContainers'].flatMap((list) =>
    listAt(pod, 'spec', list).map((one) => textAt(one, 'name')),
  )
  if (asked !== '') {
    if (names.includes(asked)) return asked
    throw badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`)
  }
  const [only = '', ...others] = names
  if (others.length === 0) return only
  const preferred = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container']
  if (preferred !== undefined && names.includes(preferred)) return preferred
  throw badRequest(
    `a container name must be specified for pod ${pod.metadata.name}, choose one of: [${names.join(' ')}]`,
  )
}

const timeOf = (line: string) => Date.parse(line.slice(0, line.indexOf(' ')))

function shown(line: string, query: URLSearchParams): string {
  return query.get('timestamps') === 'true' ? line : line.slice(line.indexOf(' ') + 1)
}

function selected(lines: readonly string[], query: URLSearchParams, nowMs: number): readonly string[] {
  const sinceSeconds = query.get('sinceSeconds')
  const sinceTime = query.get('sinceTime')
  const from =
    sinceSeconds !== null
      ? nowMs - Number(sinceSeconds) * 1000
      : sinceTime !== null
        ? Date.parse(sinceTime)
        : 0
  const recent = from === 0 ? lines : lines.filter((line) => timeOf(line) >= from)
  const tail = query.get('tailLines')
  if (tail === null) return recent
  return Number(tail) === 0 ? [] : recent.slice(-Number(tail))
}

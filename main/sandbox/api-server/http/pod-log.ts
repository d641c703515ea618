/** `GET pods/NAME/log` */
import type { KubeObject } from '#shared/model/kube.ts'
import type { Clock } from '../../clock.ts'
import type { PodNetwork } from '../../pod-network.ts'
import { badRequest } from '../api-error.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import type { Exchange } from './exchange.ts'

const followEveryMs = 250

/** `podNow` is the pod as it is when it is asked, undefined when it is gone: an end of the container ends the log. */
export function serveLog(
  exchange: Exchange,
  pod: KubeObject,
  podNow: () => KubeObject | undefined,
  network: PodNetwork,
  clock: Clock,
): void {
  const { response, url } = exchange
  const query = url.searchParams
  const { name, namespace = '' } = pod.metadata
  const container = containerOf(pod, query.get('container') ?? '')
  const previous = query.get('previous') === 'true'
  checkThatItRan(pod, container, previous)
  const write = limitedWrite(exchange)
  const text = (lines: readonly string[]) => lines.map((line) => `${shown(line, query)}\n`).join('')

  if (textAt(pod, 'spec', 'nodeName') === '') {
    // Nobody could have written anything yet.
    response.writeHead(204).end()
    return
  }
  response.writeHead(200, { 'content-type': 'text/plain' })
  response.flushHeaders()
  const { lines, next } = network.log(namespace, name, container, previous ? 'previous' : undefined)
  const isOpen = write(text(selected(lines, query, clock.now())))
  if (query.get('follow') !== 'true' || previous || !isOpen) {
    response.end()
    return
  }
  let after = next
  let cancel = clock.after(followEveryMs, look)
  function look(): void {
    // Before its last words are read: nothing is written after the end.
    const isOver = hasEnded(podNow(), container)
    const fresh = network.log(namespace, name, container, { after })
    after = fresh.next
    const isOpen = write(text(fresh.lines))
    if (isOver || !isOpen) response.end()
    else cancel = clock.after(followEveryMs, look)
  }
  response.once('close', () => cancel())
}

/** Writes until `limitBytes` are full; tells whether there is room left. */
function limitedWrite({ response, url }: Exchange): (text: string) => boolean {
  const limit = url.searchParams.get('limitBytes')
  let leftBytes = limit === null ? Number.POSITIVE_INFINITY : Number(limit)
  return (text) => {
    const bytes = Buffer.from(text)
    if (bytes.length > 0) response.write(bytes.subarray(0, leftBytes))
    leftBytes -= bytes.length
    return leftBytes > 0
  }
}

const statusOf = (pod: KubeObject, container: string): unknown =>
  ['containerStatuses', 'initContainerStatuses']
    .flatMap((list) => listAt(pod, 'status', list))
    .find((one) => textAt(one, 'name') === container)

const hasEnded = (pod: KubeObject | undefined, container: string): boolean =>
  pod === undefined || 'terminated' in fieldsAt(statusOf(pod, container), 'state')

/** As a kubelet refuses: without a run there is no log. */
function checkThatItRan(pod: KubeObject, container: string, previous: boolean): void {
  const status = statusOf(pod, container)
  const hasLastRun = 'terminated' in fieldsAt(status, 'lastState')
  const where = `container "${container}" in pod "${pod.metadata.name}"`
  if (previous && !hasLastRun) throw badRequest(`previous terminated ${where} not found`)
  if (hasLastRun || !('waiting' in fieldsAt(status, 'state'))) return
  const reason = textAt(status, 'state', 'waiting', 'reason')
  throw badRequest(`${where} is waiting to start: ${waitingTexts[reason] ?? reason}`)
}

const waitingTexts: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
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

/** Requests to Bookinfo's page through an ingress, evenly spaced; what becomes of them is for the metrics to say. */
import { Agent, get } from 'node:http'
import type { Clock } from '../clock.ts'

export function startBookinfoTraffic(
  ingressPort: number,
  perSecond: number,
  clock: Clock,
): { close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const startedMs = clock.now()
  let sent = 0
  let closed = false
  let cancel = (): void => undefined

  /** On a grid from the start, so that a late timer loses no request. */
  function tick(): void {
    const due = Math.floor(((clock.now() - startedMs) * perSecond) / 1000)
    for (; sent < due; sent += 1) send()
    if (!closed) cancel = clock.after(Math.max(5, 1000 / perSecond), tick)
  }

  function send(): void {
    const request = get({ agent, host: '127.0.0.1', port: ingressPort, path: '/productpage' }, (response) =>
      response.resume(),
    )
    // Before Bookinfo is there nobody answers: that is no failure of the sandbox.
    request.on('error', () => undefined)
  }

  tick()
  return {
    close() {
      closed = true
      cancel()
      agent.destroy()
    },
  }
}

/** What a scrape finds after a Telemetry object has changed the metrics of a namespace. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { telemetryResource } from '#main/sandbox/data-plane/mesh-kinds.ts'
import { runningBookinfo } from './running-mesh.ts'

let running: Awaited<ReturnType<typeof runningBookinfo>>
beforeEach(async () => {
  running = await runningBookinfo()
})
afterEach(() => running.close())

const requests = (reporter: string) =>
  running
    .cluster('east')
    .targets()
    .flatMap(({ metrics }) => [...metrics.collect()])
    .filter(({ name, labels }) => name === 'istio_requests_total' && labels.reporter === reporter)
    .filter(({ labels }) => labels.destination_service_name === 'details')

it('tags and metrics are as it says, from its push on, until it is gone', async () => {
  await running.visit('east', '/productpage')
  expect(requests('source')).toMatchObject([{ value: 1 }])
  const overrides = [
    { match: { metric: 'REQUEST_COUNT', mode: 'SERVER' }, disabled: true },
    {
      match: { metric: 'REQUEST_COUNT', mode: 'CLIENT' },
      tagOverrides: { path: { value: 'request.path' }, destination_version: { operation: 'REMOVE' } },
    },
  ]
  await running.apis.east!.create(telemetryResource, {
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    metadata: { name: 'own', namespace: 'bookinfo' },
    spec: { metrics: [{ overrides }] },
  } as never)
  await running.clock.advance(200)
  await running.visit('east', '/productpage')
  const [before, after] = requests('source')
  expect(before).toMatchObject({ value: 1, labels: { destination_version: 'v1' } })
  expect(after).toMatchObject({ value: 1, labels: { path: '/details/0' } })
  expect(after!.labels.destination_version).toBeUndefined()
  expect(requests('destination')).toMatchObject([{ value: 1 }])

  await running.apis.east!.delete(telemetryResource, 'bookinfo', 'own')
  await running.clock.advance(200)
  await running.visit('east', '/productpage')
  expect(requests('source').map(({ value }) => value)).toEqual([2, 1])
  expect(requests('destination')).toMatchObject([{ value: 2 }])
})

import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { serveWatch } from '#main/sandbox/api-server/http/watch-response.ts'
import { resources } from '#shared/model/kube.ts'
import { apiWorld, configMap } from '../api-world.ts'

it('lets go of a client that does not read', async () => {
  const world = apiWorld()
  const { name: _, ...at } = world.refOf(resources.configMap, 'large')
  const request = new IncomingMessage(new Socket())
  // Nothing leaves: it has no connection.
  const response = new ServerResponse(request)
  const user = { username: 'tester', groups: [] }
  serveWatch(
    world.context,
    { request, response, method: 'GET', url: new URL('http://localhost'), warnings: [], user },
    at,
    { at, form: { format: 'json', version: 'v1' }, includeObject: undefined },
    {
      ...{ labelSelector: '', fieldSelector: '', version: undefined, tellsInitial: false },
      ...{ bookmarks: false, timeoutSeconds: 0 },
    },
  )
  const text = 'x'.repeat(1_000_000)
  await world.api.create(resources.configMap, configMap('large', { text }))
  expect(response.destroyed).toBe(false)
  for (let n = 0; n < 70; n += 1) world.put(resources.configMap, configMap('large', { text, n: String(n) }))
  expect(response.destroyed).toBe(true)
  expect(response.writableLength).toBeLessThan(70_000_000)
})

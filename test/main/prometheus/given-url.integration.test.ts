import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Cluster } from '#main/kube/cluster.ts'
import { discoverPrometheus } from '#main/prometheus/discover-prometheus.ts'
import { AviaryError } from '#shared/model/failure.ts'

/** Whoever gives a URL gets no other way: nothing of the cluster is asked. */
const untouched = { context: 'east' } as Cluster
const empty = JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } })

const server = createServer()
afterEach(() => {
  server.removeAllListeners('request')
  server.close()
})

async function serving(seen: string[]): Promise<number> {
  server.on('request', (request, response) => {
    seen.push(
      `${request.method} ${request.url?.split('?')[0]} ${request.headers.authorization ?? 'no credentials'}`,
    )
    response.end(empty)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe('a given URL', () => {
  it('keeps its path and its credentials, and shows only the path', async () => {
    const seen: string[] = []
    const port = await serving(seen)
    const { prometheus, log } = await discoverPrometheus(untouched, {
      url: `http://me:s%3Acret@127.0.0.1:${port}/prefix/`,
    })
    expect(prometheus.where).toBe(`http://127.0.0.1:${port}/prefix`)
    expect(log.join()).not.toContain('cret')
    await prometheus.query(`vector(${'1'.repeat(8000)})`)
    const basic = `Basic ${Buffer.from('me:s:cret').toString('base64')}`
    expect(seen).toEqual([`GET /prefix/api/v1/query ${basic}`, `POST /prefix/api/v1/query ${basic}`])
  })

  it('where nothing answers is said', async () => {
    const port = await serving([])
    server.close()
    const error: unknown = await discoverPrometheus(untouched, { url: `http://127.0.0.1:${port}` }).catch(
      (reason: unknown) => reason,
    )
    expect(error instanceof AviaryError ? error.failure : error).toMatchObject({
      code: 'no-prometheus',
      context: 'east',
      tried: [expect.stringContaining('ECONNREFUSED')],
    })
  })
})

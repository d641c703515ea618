import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { stopK6 } from '#main/flight/in-cluster/stop-k6.ts'
import { writableCluster } from './writable-cluster.ts'

function answering(answer: string) {
  let asked = ''
  const connection = new Duplex({
    read: () => undefined,
    write(chunk, _encoding, done) {
      asked += chunk
      done()
      this.push(answer === '' ? null : answer)
    },
  })
  const cluster = { ...writableCluster(), connect: async () => connection }
  return { cluster, asked: () => asked, connection }
}

describe('a k6 that is asked to stop', () => {
  it('gets one request, of the length that it says', async () => {
    const { cluster, asked, connection } = answering('HTTP/1.1 200 OK\r\n\r\n{}')
    await stopK6('shop', 'runner-1', cluster)
    const [head = '', body = ''] = asked().split('\r\n\r\n')
    expect(head).toMatch(/^PATCH \/v1\/status HTTP\/1\.1\r\n/)
    expect(head).toContain(`Content-Length: ${body.length}`)
    expect(JSON.parse(body)).toMatchObject({ data: { attributes: { stopped: true } } })
    expect(connection.destroyed).toBe(true)
  })

  it('may refuse', async () => {
    const { cluster } = answering('HTTP/1.1 404 Not Found\r\n\r\n')
    await expect(stopK6('shop', 'runner-1', cluster)).rejects.toThrow('its k6 said HTTP/1.1 404 Not Found')
  })

  it('may have gone', async () => {
    const { cluster, connection } = answering('')
    const asked = stopK6('shop', 'runner-1', cluster)
    setImmediate(() => connection.destroy(new Error('reset')))
    await expect(asked).rejects.toThrow('reset')
  })
})

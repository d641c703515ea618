/** Commands in the pods of a mesh: what they ask for goes out through the pod's proxy, and shows in its metrics. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Pod, resources } from '#shared/model/kube.ts'
import { runningBookinfo } from './running-mesh.ts'

let mesh: Awaited<ReturnType<typeof runningBookinfo>>
beforeAll(async () => {
  mesh = await runningBookinfo()
  for (const [index, service] of ['productpage', 'details', 'ratings', 'reviews'].entries()) {
    const api = mesh.apis.east!
    await api.patch(resources.service, 'bookinfo', service, { spec: { clusterIP: `10.96.0.2${index}` } })
  }
  await mesh.clock.advance(1000)
})
afterAll(() => mesh?.close())

async function exec(command: string[], { pod = 'east ratings-v1', container = 'ratings', input = '' } = {}) {
  let [out, err] = ['', '']
  const chunks = input === '' ? [] : [Buffer.from(input)]
  const { name, namespace = '' } = (mesh.pods[pod] as Pod).metadata
  const code = await mesh.during(
    mesh.cluster('east').network.exec(namespace, name, container, command, {
      read: async () => chunks.shift(),
      stdout: async (bytes) => {
        out += bytes
      },
      stderr: async (bytes) => {
        err += bytes
      },
      tty: false,
      left: new AbortController().signal,
    }),
  )
  return { out, err, code }
}

const curl = (...args: string[]) => exec(['curl', '-sS', ...args])

/** A line of a pod's metrics, by what stands in it. */
function counted(pod: string, name: string, ...parts: string[]): number {
  const wanted = [...mesh.cluster('east').pods()].find(
    (one) => one.pod.metadata.name === (mesh.pods[pod] as Pod).metadata.name,
  )
  const lines = wanted!.metrics.text().split('\n')
  const line = lines.find((one) => one.startsWith(name) && parts.every((part) => one.includes(part)))
  return Number(line?.split(' ').at(-1) ?? 0)
}

describe('curl in a pod', () => {
  it('gets what the service answers, and is counted on both sides', async () => {
    const peers = ['source_workload="ratings-v1"', 'destination_workload="details-v1"', 'response_code="200"']
    const before = counted('east details-v1', 'istio_requests_total', ...peers)
    const { out, err, code } = await curl('http://details:9080/details/0')
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(JSON.parse(out)).toMatchObject({ id: 0 })
    expect(counted('east details-v1', 'istio_requests_total', ...peers)).toBe(before + 1)
    expect(
      counted('east details-v1', 'istio_requests_total', ...peers, 'connection_security_policy="mutual_tls"'),
    ).toBe(before + 1)
    expect(counted('east ratings-v1', 'istio_requests_total', 'reporter="source"', ...peers)).toBe(before + 1)
  })

  it('shows the head of the answer, and writes out what it is asked for', async () => {
    const { out } = await curl('-i', 'details.bookinfo.svc.cluster.local:9080/details/0')
    expect(out).toMatch(/^HTTP\/1\.1 200 OK\r\ncontent-type: application\/json\r\n/)
    expect(out).toMatch(/\r\nserver: envoy\r\nx-envoy-upstream-service-time: \d+\r\n\r\n\{/)
    const written = await curl(
      '-o',
      '/dev/null',
      '-w',
      '%{http_code} %{size_download} %{remote_ip}\\n',
      'details:9080/details/0',
    )
    expect(written.out).toMatch(/^200 \d+ 10\.96\.0\.21\n$/)
  })

  it('tells with -v what was said', async () => {
    const { err } = await curl('-v', '-H', 'X-Me: yes', '-d', 'a=b', 'http://details:9080/details/0?x=1')
    expect(err).toContain('> POST /details/0?x=1 HTTP/1.1\r\n> Host: details:9080\r\n')
    expect(err).toContain('> X-Me: yes\r\n> Content-Length: 3\r\n')
    expect(err).toContain('< HTTP/1.1 200 OK\r\n')
  })

  it('follows the routes', async () => {
    const api = mesh.apis.east!
    await api.create(resources.virtualService, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'details', namespace: 'bookinfo' },
      spec: {
        hosts: ['details'],
        http: [
          {
            match: [{ headers: { 'end-user': { exact: 'jason' } } }],
            fault: { abort: { httpStatus: 418, percentage: { value: 100 } } },
            route: [{ destination: { host: 'details' } }],
          },
          { match: [{ uri: { prefix: '/details' } }], route: [{ destination: { host: 'details' } }] },
        ],
      },
    } as never)
    await mesh.clock.advance(1000)
    const status = async (...args: string[]) =>
      (await curl('-o', '/dev/null', '-w', '%{http_code}', ...args)).out
    expect(await status('details:9080/details/0')).toBe('200')
    expect(await status('-H', 'end-user: jason', 'details:9080/details/0')).toBe('418')
    // No rule takes it: NR.
    expect(await status('details:9080/other')).toBe('404')
    expect(counted('east ratings-v1', 'istio_requests_total', 'response_flags="NR"')).toBe(1)
    const fails = await curl('-f', '-H', 'end-user: jason', 'details:9080/details/0')
    expect(fails).toEqual({ out: '', err: 'curl: (22) The requested URL returned error: 418\n', code: 22 })
    await api.delete(resources.virtualService, 'bookinfo', 'details')
    await mesh.clock.advance(1000)
  })

  it('dials the addresses of services and pods', async () => {
    const toDetails = ['reporter="source"', 'destination_service_name="details"', 'response_code="200"']
    const before = counted('east ratings-v1', 'istio_requests_total', ...toDetails)
    expect(JSON.parse((await curl('http://10.96.0.21:9080/details/0')).out)).toMatchObject({ id: 0 })
    expect(counted('east ratings-v1', 'istio_requests_total', ...toDetails)).toBe(before + 1)
    const { podIP = '' } = (mesh.pods['east details-v1'] as Pod).status ?? {}
    expect(JSON.parse((await curl(`http://${podIP}:9080/details/0`)).out)).toMatchObject({ id: 0 })
    expect((await curl(`http://${podIP}:81/`)).code).toBe(7)
  })

  it('finds only names that DNS has', async () => {
    expect(await curl('http://nobody:80/')).toEqual({
      ...{ out: '', err: 'curl: (6) Could not resolve host: nobody\n', code: 6 },
    })
    expect((await curl('-o', '/dev/null', '-w', '%{http_code}', 'http://example.com/')).out).toBe('200')
    expect((await curl('ftp://example.com/')).code).toBe(3)
  })

  it('speaks TLS with the world outside, and looks at its certificate', async () => {
    const untrusted = await curl('https://example.com/')
    expect(untrusted.code).toBe(60)
    expect(untrusted.err).toMatch(/^curl: \(60\) SSL certificate problem: self-signed certificate\n/)
    expect((await curl('-k', 'https://example.com/')).out).toBe('Hello from outside the mesh\n')
    expect((await curl('--cacert', '/tmp/none', 'https://example.com/')).code).toBe(77)
  })

  it('speaks TLS with a program of the mesh, by the routes for its name', async () => {
    const api = mesh.apis.east!
    for (const name of ['vault', 'spare']) {
      const pod = await mesh.run('east', `${name}-v1`, {
        image: 'example.com/hello:1',
        container: { ports: [{ name: 'https', containerPort: 9080 }] },
      })
      Object.assign(mesh.pods, { [`east ${name}-v1`]: pod })
      await api.create(resources.service, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace: 'bookinfo' },
        spec: {
          ...{ selector: { app: name }, clusterIP: `10.96.0.5${name.length}` },
          ports: [{ name: 'http', port: 443, targetPort: 9080, appProtocol: 'https' }],
        },
      } as never)
      await mesh.endpoints('east', name, [pod])
    }
    await mesh.clock.advance(1000)
    expect((await curl('-k', 'https://vault/a')).out).toContain('Hello from vault-v1')
    const opened = (pod: string) =>
      counted(pod, 'istio_tcp_connections_opened_total', 'destination_service_name="vault"')
    expect([opened('east ratings-v1'), opened('east vault-v1')]).toEqual([1, 1])

    await api.create(resources.virtualService, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'vault', namespace: 'bookinfo' },
      spec: {
        hosts: ['vault'],
        tls: [{ match: [{ sniHosts: ['vault'] }], route: [{ destination: { host: 'spare' } }] }],
      },
    } as never)
    await mesh.clock.advance(1000)
    expect((await curl('-k', 'https://vault/a')).out).toContain('Hello from spare-v1')
    // Another name than the route's.
    expect((await curl('-k', 'https://vault.bookinfo/a')).code).toBe(35)
    await api.delete(resources.virtualService, 'bookinfo', 'vault')
    await mesh.clock.advance(1000)
  })

  it('finds no TLS where a program speaks none', async () => {
    const { err, code } = await curl('-k', 'https://details:9080/')
    expect(code).toBe(35)
    expect(err).toContain('SSL_connect: Connection reset by peer in connection to details:9080')
  })

  it('gives up in time, which the mesh sees as a client that went away', async () => {
    const slow = await mesh.run('east', 'details-v2', {
      image: 'docker.io/istio/examples-bookinfo-details-v1:1.20.3-slow-5s',
      container: { ports: [{ containerPort: 9080 }] },
      labels: { app: 'slow' },
    })
    await mesh.apis.east!.create(resources.service, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'slow', namespace: 'bookinfo' },
      spec: { selector: { app: 'slow' }, clusterIP: '10.96.0.40', ports: [{ name: 'http', port: 9080 }] },
    } as never)
    await mesh.endpoints('east', 'slow', [slow])
    await mesh.clock.advance(1000)
    const { err, code } = await curl('-m', '1', 'slow:9080/details/0')
    expect({ err, code }).toEqual({
      ...{ err: 'curl: (28) Operation timed out after 1000 milliseconds with 0 bytes received\n', code: 28 },
    })
    await mesh.clock.advance(10)
    expect(
      counted('east ratings-v1', 'istio_requests_total', 'response_flags="DC"', 'response_code="0"'),
    ).toBe(1)
  })

  it('says of options that it does not know them', async () => {
    expect(await curl('--socks5', 'a')).toMatchObject({ code: 2 })
    expect((await curl()).err).toContain('no URL specified')
  })
})

describe('wget in a pod', () => {
  const wget = (...args: string[]) => exec(['wget', ...args])

  it('does as busybox has it', async () => {
    expect(JSON.parse((await wget('-qO-', 'http://details:9080/details/0')).out)).toMatchObject({ id: 0 })
    expect(await wget('-q', '-O', '-', 'http://nobody/')).toEqual({
      ...{ out: '', err: "wget: bad address 'nobody'\n", code: 1 },
    })
    expect((await wget('-qO-', 'details:9080/nothing')).err).toBe(
      'wget: server returned error: HTTP/1.1 400 Bad Request\n',
    )
    expect((await wget('details:9080/details/0')).err).toContain("can't open '0': Read-only file system")
  })
})

describe('a container', () => {
  it('has its own variables, those of the services, and a name', async () => {
    const { out } = await exec(['env'])
    expect(out).toContain(`HOSTNAME=${(mesh.pods['east ratings-v1'] as Pod).metadata.name}\n`)
    expect(out).toContain('DETAILS_SERVICE_HOST=10.96.0.21\nDETAILS_SERVICE_PORT=9080\n')
    expect(out).toContain('DETAILS_PORT_9080_TCP=tcp://10.96.0.21:9080\n')
    expect((await exec(['cat', '/etc/hostname'])).out).toMatch(/^ratings-v1-/)
    expect((await exec(['sh', '-c', 'echo kept > /tmp/a'])).code).toBe(0)
    expect((await exec(['cat', '/tmp/a'])).out).toBe('kept\n')
  })

  it('takes and gives archives, as kubectl cp has them', async () => {
    const content = Buffer.from([0, 255, 10, 13, ...Buffer.from('of any bytes')])
    const files = [
      ['/tmp/in/a.bin', content],
      ['/tmp/in/deep/b.txt', Buffer.from('b'.repeat(1000))],
    ] as const
    const chunks: Buffer[] = []
    const { name } = (mesh.pods['east ratings-v1'] as Pod).metadata
    const run = (command: string[], input: Buffer[] = []) => {
      const given = [...input]
      return mesh.during(
        mesh.cluster('east').network.exec('bookinfo', name, 'ratings', command, {
          read: async () => given.shift(),
          stdout: async (bytes) => void chunks.push(bytes),
          stderr: async () => undefined,
          ...{ tty: false, left: new AbortController().signal },
        }),
      )
    }
    for (const [path, bytes] of files)
      expect(await run(['sh', '-c', `cat > /dev/null; printf x > ${path}`], [bytes])).toBe(0)
    expect(await run(['test', '-d', '/tmp/in'])).toBe(0)
    expect(await run(['test', '-d', '/tmp/other'])).toBe(1)
    chunks.length = 0
    expect(await run(['tar', 'cf', '-', '/tmp/in'])).toBe(0)
    const archive = Buffer.concat(chunks)
    // The real tar reads what ours writes, and ours what the real one does.
    const folder = await mkdtemp(join(tmpdir(), 'aviary-tar-'))
    try {
      execFileSync('tar', ['xf', '-', '-C', folder], { input: archive })
      for (const [path] of files) expect(await readFile(join(folder, path), 'utf8')).toBe('x')
      for (const [path, bytes] of files) await writeFile(join(folder, path), bytes)
      const packed = execFileSync('tar', ['cf', '-', '-C', join(folder, 'tmp'), 'in'])
      expect(await run(['tar', '-xmf', '-', '-C', '/tmp/'], [packed])).toBe(0)
    } finally {
      await rm(folder, { recursive: true })
    }
    for (const [path, bytes] of files) {
      chunks.length = 0
      expect(await run(['cat', path])).toBe(0)
      expect(Buffer.concat(chunks)).toEqual(bytes)
    }
    expect(await run(['tar', 'cf', '-', '/tmp/nothing'])).toBe(1)
  })

  it('asks its own proxy', async () => {
    expect((await exec(['curl', '-s', 'localhost:15021/healthz/ready', '-w', '%{http_code}'])).out).toBe(
      '200',
    )
    expect((await exec(['curl', '-sS', 'localhost:81'])).err).toMatch(
      /^curl: \(7\) Failed to connect to localhost/,
    )
    const agent = (path: string, container = 'istio-proxy') =>
      exec(['pilot-agent', 'request', 'GET', path], { container })
    expect(JSON.parse((await agent('config_dump')).out).configs).toHaveLength(2)
    expect(JSON.parse((await agent('config_dump?include_eds')).out).configs).toHaveLength(3)
    expect((await agent('clusters')).out).toMatch(
      /^outbound\|9080\|\|details\..*:9080::health_flags::healthy$/m,
    )
    const { cluster_statuses } = JSON.parse((await agent('clusters?format=json')).out)
    expect(cluster_statuses).toContainEqual(
      expect.objectContaining({ name: 'outbound|9080||details.bookinfo.svc.cluster.local' }),
    )
    expect((await agent('ready')).out).toBe('LIVE\n')
    expect((await agent('stats/prometheus')).out).toContain('istio_requests_total{')
    expect((await agent('stats?filter=xds')).out).toMatch(/^cluster\.xds-grpc\.upstream_cx_active: 1$/m)
    expect(await agent('stats?filter=(')).toMatchObject({ code: 1 })
    expect(await agent('nothing')).toMatchObject({ code: 1 })
    await expect(agent('ready', 'ratings')).rejects.toThrow(
      'exec: "pilot-agent": executable file not found in $PATH: unknown',
    )
  })

  it('has no programs but these, and there are no others', async () => {
    await expect(exec(['/usr/bin/python', 'x'])).rejects.toThrow(
      'exec: "/usr/bin/python": stat /usr/bin/python: no such file or directory: unknown',
    )
    await expect(exec(['env'], { container: 'nobody' })).rejects.toThrow('container not found ("nobody")')
  })

  it('ends what runs in it with itself, and with whoever asked for it', async () => {
    const pod = await mesh.run('east', 'gone-v1')
    await mesh.clock.advance(10)
    const left = new AbortController()
    const streams = {
      read: undefined,
      stdout: async () => undefined,
      stderr: async () => undefined,
      tty: false,
      left: left.signal,
    }
    const start = (command: string[]) =>
      mesh.cluster('east').network.exec('bookinfo', pod.metadata.name, 'gone', command, streams)
    const asked = start(['sleep', '1h'])
    left.abort()
    expect(await mesh.during(asked)).toBe(143)
    const other = mesh.cluster('east').network.exec('bookinfo', pod.metadata.name, 'gone', ['sleep', '1h'], {
      ...streams,
      left: new AbortController().signal,
    })
    await mesh.apis.east!.delete(resources.pod, 'bookinfo', pod.metadata.name)
    expect(await mesh.during(other)).toBe(143)
  })
})

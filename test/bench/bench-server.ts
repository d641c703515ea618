/**
 * The target of the benchmarks, in a process of its own: nginx with one worker where it is installed, else a small
 * server of node:net. `stamping` is always the latter, and tells afterwards when each request came.
 */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSigned } from '../main/flight/certificates.ts'

export interface BenchServer {
  readonly name: string
  readonly port: number
  /** The same over TLS 1.3, and over HTTP/2 without TLS; of nginx only. */
  readonly tlsPort?: number
  readonly http2Port?: number
  /** Milliseconds at which requests came since the last call; of a stamping server only. */
  stamps(): Promise<number[]>
  close(): void
}

const bodyBytes = 1024

export async function startTarget(): Promise<BenchServer> {
  return hasNginx() ? await startNginx() : await startStamping()
}

const hasNginx = () => spawnSync('nginx', ['-v']).error === undefined

async function startNginx(): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'aviary-bench-'))
  const { cert, key } = await selfSigned([{ type: 'ip', value: '127.0.0.1' }])
  writeFileSync(join(folder, 'cert.pem'), cert)
  writeFileSync(join(folder, 'key.pem'), key)
  const [port = 0, tlsPort = 0, http2Port = 0] = await freePorts(3)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
     events { worker_connections 4096; }
     http {
       access_log off; keepalive_requests 1000000000; keepalive_timeout 600s;
       ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
       server {
         listen 127.0.0.1:${port} backlog=4096;
         listen 127.0.0.1:${http2Port} http2 backlog=4096;
         listen 127.0.0.1:${tlsPort} ssl backlog=4096;
         ssl_protocols TLSv1.3; ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
         return 200 "${'x'.repeat(bodyBytes)}";
       }
     }`,
  )
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' })
  await untilOpen(port)
  return {
    name: 'nginx, one worker',
    port,
    tlsPort,
    http2Port,
    stamps: async () => [],
    close() {
      child.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

async function untilOpen(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Made before the flight: the server's pauses must stay short, since they look like pauses of the generator. */
const mostStamps = 1_000_000

export async function startStamping(): Promise<BenchServer> {
  const child = fork(import.meta.filename, ['serve'], { serialization: 'advanced' })
  const port = await answer<number>(child)
  return {
    name: 'node:net',
    port,
    async stamps() {
      child.send('stamps')
      return [...(await answer<Float64Array>(child))]
    },
    close: () => void child.kill(),
  }
}

const answer = <T>(child: ChildProcess) =>
  new Promise<T>((resolve) => child.once('message', (message) => resolve(message as T)))

function serve(): void {
  const reply = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${bodyBytes}\r\n\r\n${'x'.repeat(bodyBytes)}`)
  const stamps = new Float64Array(mostStamps)
  let count = 0
  const server = createServer({ noDelay: true }, (socket: Socket) => {
    socket.on('error', () => socket.destroy())
    // One request a read: the generators do not pipeline.
    socket.on('data', () => {
      stamps[count++] = performance.now()
      socket.write(reply)
    })
  })
  process.on('message', () => {
    process.send?.(stamps.slice(0, count))
    count = 0
  })
  process.once('disconnect', () => process.exit(0))
  server.listen(0, '127.0.0.1', 4096, () => process.send?.((server.address() as { port: number }).port))
}

if (process.argv[2] === 'serve') serve()

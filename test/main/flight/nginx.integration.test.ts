/** The parser against a server that nobody here wrote. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmod, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Flights } from '#main/flight/flights.ts'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { doneAgainWhereBusy } from '../../support/busy-machine.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/free-port.ts'
import { fly, realFlights } from './flown.ts'

/** What nginx puts a "y" in place of. */
const directive = '<!--# echo var="x" default="y" -->'
const bodyBytes = 1024
const filledInBytes = bodyBytes - directive.length + 1

const calm = doneAgainWhereBusy()

const hasNginx = spawnSync('nginx', ['-v']).error === undefined

describe.skipIf(!hasNginx)('a flight to nginx (skipped where nginx is not installed)', calm, () => {
  let flights: Flights
  let nginx: ChildProcess
  let folder: string
  let url: string
  const lastModified = new Date('2026-01-01T00:00:00Z')

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aviary-nginx-'))
    // Started by root, nginx reads the files as another user.
    await chmod(folder, 0o755)
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    await writeFile(join(folder, 'page.html'), directive.padEnd(bodyBytes, 'z'))
    await utimes(join(folder, 'page.html'), lastModified, lastModified)
    await writeFile(join(folder, 'nginx.conf'), configOf(folder, port))
    nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' })
    await eventually(() => stat(join(folder, 'nginx.pid')))
    flights = realFlights()
  })
  afterAll(async () => {
    await flights?.close()
    nginx?.kill()
    await rm(folder, { recursive: true, force: true })
  })

  async function codesOf(path: string, plan: Partial<FlightPlanInput> = {}) {
    const { totals, fortio } = await fly(flights, `${url}${path}`, {
      rate: 100,
      durationSeconds: 0.5,
      ...plan,
    })
    expect(totals.errors).toEqual({})
    return {
      codes: totals.codes,
      sockets: Number(fortio.SocketCount),
      size: (fortio.Sizes as { Max: number }).Max,
    }
  }

  /** What another client is told about how the body is framed. */
  async function framingOf(path: string) {
    const { headers } = await fetch(`${url}${path}`)
    return ['content-length', 'transfer-encoding', 'connection'].map((name) => headers.get(name))
  }

  /** None of four was opened again. */
  const fewSockets: unknown = expect.toSatisfy((n) => n <= 4)

  it('keeps its connections', async () => {
    expect(await codesOf('/page.html', { connections: 4 })).toEqual({
      codes: { 200: 50 },
      sockets: fewSockets,
      size: bodyBytes,
    })
  })
  it('reads its chunks', async () => {
    expect(await framingOf('/chunked/page.html')).toEqual([null, 'chunked', 'keep-alive'])
    expect(await codesOf('/chunked/page.html', { connections: 4 })).toEqual({
      codes: { 200: 50 },
      sockets: fewSockets,
      size: filledInBytes,
    })
  })
  it('reads a body that only the end of the connection ends', async () => {
    expect(await framingOf('/until-close/page.html')).toEqual([null, null, 'close'])
    const { codes, sockets, size } = await codesOf('/until-close/page.html')
    expect([codes, sockets >= 50, size]).toEqual([{ 200: 50 }, true, filledInBytes])
  })
  it('asks with HEAD', async () => {
    expect(await codesOf('/page.html', { method: 'HEAD', connections: 4 })).toEqual({
      codes: { 200: 50 },
      sockets: fewSockets,
      size: 0,
    })
  })
  it('is told that nothing has changed', async () => {
    const headers: [string, string][] = [['If-Modified-Since', lastModified.toUTCString()]]
    expect(await codesOf('/page.html', { headers, connections: 4 })).toEqual({
      codes: { 304: 50 },
      sockets: fewSockets,
      size: 0,
    })
  })
  it('opens a connection for each request where nginx closes them', async () => {
    const { codes, sockets } = await codesOf('/close/page.html')
    expect([codes, sockets >= 50]).toEqual([{ 200: 50 }, true])
  })
  it('asks nginx itself to close', async () => {
    const { codes, sockets } = await codesOf('/page.html', { headers: [['Connection', 'close']] })
    expect([codes, sockets >= 50]).toEqual([{ 200: 50 }, true])
  })
  it('counts what is refused', async () => {
    expect((await codesOf('/none')).codes).toEqual({ 404: 50 })
    expect((await codesOf('/page.html', { method: 'POST', body: 'a=b' })).codes).toEqual({ 405: 50 })
    expect((await codesOf('/page.html', { method: 'POST', body: 'x'.repeat(3000) })).codes).toEqual({
      413: 50,
    })
  })
})

function configOf(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
    daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
    events { worker_connections 256; }
    http {
      access_log off; root ${folder}; client_max_body_size 2k;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
      server {
        listen 127.0.0.1:${port};
        location /chunked/ { alias ${folder}/; ssi on; ssi_types *; }
        location /until-close/ { alias ${folder}/; ssi on; ssi_types *; chunked_transfer_encoding off; }
        location /close/ { alias ${folder}/; keepalive_timeout 0; }
      }
    }`
}

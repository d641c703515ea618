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
    await writeFile(join(folder, 'page.html'), '<!--# echo var="x" default="y" -->'.padEnd(1024, 'z'))
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

  it('keeps its connections', async () => {
    expect(await codesOf('/page.html', { connections: 4 })).toEqual({
      codes: { 200: 50 },
      sockets: expect.toSatisfy((n) => n <= 4),
      size: 1024,
    })
  })
  it('reads its chunks', async () => {
    const { codes, size } = await codesOf('/chunked/page.html')
    expect(codes).toEqual({ 200: 50 })
    expect(size).toBeGreaterThan(900)
  })
  it('asks with HEAD', async () => {
    expect(await codesOf('/page.html', { method: 'HEAD' })).toMatchObject({ codes: { 200: 50 }, size: 0 })
  })
  it('is told that nothing has changed', async () => {
    const headers: [string, string][] = [['If-Modified-Since', lastModified.toUTCString()]]
    expect(await codesOf('/page.html', { headers })).toMatchObject({ codes: { 304: 50 }, size: 0 })
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
        location /close/ { alias ${folder}/; keepalive_timeout 0; }
      }
    }`
}

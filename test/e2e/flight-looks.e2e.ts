/**
 * What the flight pages look like in the states that the story does not pass through: every kind of request, target and
 * load in the form; flights that went wrong in each way; flights of the cluster; a long list and long names; nothing yet.
 */
import { createServer, type Server } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { expect, type Locator, type Page, test } from '@playwright/test'
import type { FlightPlanInput, FlightRun } from '../../shared/model/flight.ts'
import type { HandOverInput } from '../../shared/model/hand-over.ts'
import { lookAt, type ServedAviary, serveAviary, watchErrors } from './support.ts'

let aviary: ServedAviary
let page: Page
let errors: string[]
let server: Server
let origin: string

test.beforeAll(async ({ browser }) => {
  let asked = 0
  server = createServer((request, response) => {
    if (request.url?.startsWith('/reset')) return void request.socket.destroy()
    const lateMs = request.url?.startsWith('/slow') ? 300 : 0
    setTimeout(() => {
      response.statusCode = request.url?.startsWith('/mixed') && ++asked % 5 === 0 ? 503 : 200
      response.end('x'.repeat(800))
    }, lateMs)
  }).listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  aviary = await serveAviary(['--sandbox', '--bookinfo'])
  const context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 1280, height: 800 } })
  page = await context.newPage()
  errors = watchErrors(page)
  await page.goto(aviary.openUrl)
  await page.goto(`${aviary.url}#/workloads`)
  await expect(page.getByRole('row', { name: /productpage-v1/ })).toContainText('2/2')
})

test.afterAll(async () => {
  await page?.context().close()
  await aviary?.close()
  server?.close()
})

test.afterEach(() => expect(errors).toEqual([]))

/** A call of the contract, as the page itself could make it. */
function call<Output>(path: string, input: object = {}): Promise<Output> {
  return page.evaluate(
    async ([path, body]) => {
      const headers = { 'Content-Type': 'application/json' }
      const answer = await fetch(`/api/${path}`, { method: 'POST', headers, body })
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
      return await answer.json()
    },
    [path, JSON.stringify(input)] as const,
  )
}

const steady: Omit<FlightPlanInput, 'target'> = { rate: 60, durationSeconds: 2 }
const at = (path: string) => ({ target: { kind: 'url', url: `${origin}${path}` } }) as const
const start = (plan: FlightPlanInput) => call<FlightRun>('flights/start', plan)
const show = (...ids: readonly string[]) => page.goto(`${aviary.url}#/flights/${ids.join('/')}`)

async function landed(id: string): Promise<FlightRun> {
  let run: FlightRun | undefined
  await expect(async () => {
    const runs = await call<FlightRun[]>('flights/list')
    run = runs.find((one) => one.id === id)
    expect(run?.state).not.toBe('flying')
  }).toPass()
  return run as FlightRun
}

async function fly(plan: FlightPlanInput): Promise<FlightRun> {
  return await landed((await start(plan)).id)
}

/** However long the names are and however many stand side by side, no figure is out of sight. */
async function expectWithinPage(table: string): Promise<void> {
  for (const size of [1280, 1920]) {
    await page.setViewportSize({ width: size, height: 800 })
    const { x = 0, width = Number.NaN } = (await page.getByRole('table', { name: table }).boundingBox()) ?? {}
    expect(x + width).toBeLessThanOrEqual(size)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

async function openForm(kind = 'URL'): Promise<Locator> {
  await page.goto(`${aviary.url}#/flights`)
  await page.getByRole('button', { name: 'HTTP', exact: true }).click()
  const form = page.getByRole('dialog', { name: 'Test flight' })
  await form.getByText(kind, { exact: true }).first().click()
  return form
}

async function choose(form: Locator, label: string, option: string | RegExp): Promise<void> {
  await form.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option }).first().click()
}

async function close(form: Locator): Promise<void> {
  await form.getByRole('button', { name: 'Cancel' }).click()
  await expect(form).toBeHidden()
}

test('no flight yet', async () => {
  await page.goto(`${aviary.url}#/flights`)
  await expect(page.getByText('No test flight yet')).toBeVisible()
  await lookAt(page, 'look-flights-empty')
})

test('the form: each protocol, over TLS', async () => {
  const form = await openForm()
  await form.getByRole('textbox', { name: 'URL' }).fill('https://shop.example.com/cart?page=2')
  await choose(form, 'Protocol', 'gRPC call')
  await form.getByRole('textbox', { name: 'Call' }).fill('shop.Cart')
  await expect(form.getByText(/package\.Service\/Method/)).toBeVisible()
  await lookAt(page, 'look-form-grpc')
  await choose(form, 'Protocol', 'gRPC health check')
  await form.getByRole('button', { name: 'TLS' }).click()
  await form.getByRole('checkbox', { name: /unverified/ }).check()
  await expect(form.getByText('Whoever answers is believed.')).toBeVisible()
  await lookAt(page, 'look-form-health-tls')
  await choose(form, 'Protocol', 'HTTP/2')
  await expect(form.getByText('HTTP/2 is agreed on in the TLS handshake.')).toBeVisible()
  await close(form)
})

test('the form: each kind of target', async () => {
  const form = await openForm('Gateway host')
  await expect(form.getByRole('combobox', { name: 'Host' })).toHaveValue('bookinfo.example.com')
  await lookAt(page, 'look-form-gateway')
  await form.getByText('Pod', { exact: true }).click()
  await choose(form, 'Pod', /^productpage/)
  await lookAt(page, 'look-form-pod')
  await form.getByText('Service', { exact: true }).first().click()
  await expect(form.getByRole('combobox', { name: 'Service' })).toHaveValue('productpage')
  await lookAt(page, 'look-form-service')
  await close(form)
})

test('the form: each shape of load', async () => {
  const form = await openForm()
  await form.getByRole('textbox', { name: 'URL' }).fill(`${origin}/`)
  await form.getByRole('button', { name: 'Load over time' }).click()
  await form.getByRole('button', { name: 'Spike', exact: true }).click()
  await expect(form.getByRole('figure', { name: /^Planned rate/ })).toBeVisible()
  await lookAt(page, 'look-form-spike')
  await form.getByRole('button', { name: 'Steady rate' }).click()
  await form.getByRole('button', { name: 'Steps', exact: true }).click()
  await lookAt(page, 'look-form-steps')
  await choose(form, 'Model', /^Closed/)
  await lookAt(page, 'look-form-closed')
  await close(form)
})

test('what is wrong is said beside its field, as it is typed', async () => {
  const form = await openForm()
  const type = (name: string, text: string) => form.getByRole('textbox', { name }).fill(text)
  const says = (words: string | RegExp) => expect(form.getByText(words).first()).toBeVisible()
  await type('URL', 'ftp://example.com')
  await says('"ftp" is neither http nor https')
  await type('URL', 'http://user:secret@')
  await type('Rate, req/s', '-5')
  await says('More than 0, at most 1,000,000')
  await form.getByRole('button', { name: 'Headers and body' }).click()
  await form.getByRole('button', { name: 'Add header' }).click()
  await type('Header 1 name', 'X-Trace: 1')
  await lookAt(page, 'look-form-wrong')
  await type('Rate, req/s', '10')
  await type('Header 1 name', '')
  await type('URL', 'http://127.0.0.1:1/')
  await form.getByRole('button', { name: 'Send' }).click()
  await says(/refused/)
  await lookAt(page, 'look-form-refused-port')
  await type('URL', 'http://nowhere.invalid/')
  await form.getByRole('button', { name: 'Send' }).click()
  await says(/nowhere\.invalid/)
  await close(form)
})

test('flights that went wrong, each in its way', async () => {
  const ran = await Promise.all([
    fly({ ...at('/mixed'), ...steady, durationSeconds: 6, expect: ['errors<1%', 'p99<600s'], abort: true }),
    fly({ ...at('/slow'), ...steady, rate: 200, connections: 8 }),
    fly({ ...at('/reset'), ...steady }),
    fly({ ...at('/slow'), ...steady, timeoutMs: 50 }),
  ])
  const [aborted, bottleneck, reset, late] = ran as [FlightRun, FlightRun, FlightRun, FlightRun]
  await show(aborted.id)
  await expect(page.getByText('A rule is broken:')).toBeVisible()
  await lookAt(page, 'look-flight-aborted')
  await show(bottleneck.id)
  await expect(page.getByText('The generator limits this flight.')).toBeVisible()
  await lookAt(page, 'look-flight-bottleneck')
  await show(reset.id)
  await expect(page.getByRole('table', { name: 'Answers' })).toBeVisible()
  await lookAt(page, 'look-flight-resets')
  await show(late.id)
  await expect(page.getByRole('table', { name: 'Answers' })).toContainText('timeout')
  await show(bottleneck.id, late.id)
  await expect(page.getByRole('table', { name: 'Figures' })).toBeVisible()
  await lookAt(page, 'look-flights-compare-two')
  await show(...ran.map(({ id }) => id))
  await expect(page.getByRole('table', { name: 'Figures' }).getByRole('link')).toHaveCount(ran.length)
  await expectWithinPage('Figures')
})

test('a flight that the cluster flies', async () => {
  const place = { context: 'east', namespace: 'bookinfo', service: 'productpage', port: 9080 }
  const plan = { target: { kind: 'service', ...place }, path: '/productpage', rate: 20 } as const
  const handOver = (durationSeconds: number) =>
    call<FlightRun>('handOver/start', {
      plan: { ...plan, durationSeconds },
      tool: 'fortio',
    } satisfies HandOverInput)
  // So long that it surely still flies while it is looked at.
  const long = await handOver(3600)
  await show(long.id)
  await expect(page.getByText('The cluster tells its figures when it has landed.')).toBeVisible()
  await expect(page.getByText('flying. Its figures come when it has landed.')).toBeVisible()
  await lookAt(page, 'look-flight-in-cluster-live')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('so what came is not known.')).toBeVisible()
  await lookAt(page, 'look-flight-in-cluster-stopped')
  const short = await handOver(5)
  await landed(short.id)
  await show(short.id)
  await expect(page.getByRole('region', { name: 'Distribution' })).toBeVisible()
  await lookAt(page, 'look-flight-in-cluster')
})

test('many flights, and names that are long', async () => {
  const long = `/${'a-path-that-somebody-made-very-long/'.repeat(5)}end?with=a&query=${'0123456789'.repeat(6)}`
  const named = await fly({ ...at(long), ...steady })
  const document = JSON.stringify(await call('flights/fortio', { id: named.id }))
  for (let copy = 0; copy < 30; copy += 1) await call('flights/import', { text: document })
  await page.goto(`${aviary.url}#/flights`)
  await expect(page.getByRole('row')).toHaveCount(1 + (await call<FlightRun[]>('flights/list')).length)
  await lookAt(page, 'look-flights-many')
  await expectWithinPage('Test flights')
  await show(named.id)
  await expect(page.getByRole('region', { name: 'Distribution' })).toBeVisible()
  await lookAt(page, 'look-flight-long')
})

test('files that are and are not results of Fortio', async () => {
  const { id } = await fly({ ...at('/one'), rate: 1, durationSeconds: 1 })
  await show(id)
  await expect(page.getByRole('table', { name: 'Answers' })).toContainText('200')
  await lookAt(page, 'look-flight-of-one')
  const good = JSON.stringify(await call('flights/fortio', { id }))
  await page.goto(`${aviary.url}#/flights`)
  const choose = async (name: string, text: string) => {
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Import Fortio…' }).click()
    await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
  }
  await choose('broken.json', good.slice(1))
  await expect(page.getByText('broken.json')).toBeVisible()
  await lookAt(page, 'look-flights-import-broken')
  await choose('good.json', good)
  await expect(page.getByRole('table', { name: 'Answers' })).toContainText('200')
  await lookAt(page, 'look-flight-imported')
})

test('several flights in the air, over HTTP/2 and gRPC too', async () => {
  const other = createHttp2Server()
  other.on('stream', (stream, headers) => {
    stream.on('error', () => undefined)
    if (headers['content-type'] === undefined) {
      stream.respond({ ':status': 200 })
      return void stream.end('x'.repeat(500))
    }
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    stream.end(Buffer.from([0, 0, 0, 0, 0]))
  })
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/list`
  const endless = { rate: 20, durationSeconds: null } as const
  const grpc = { protocol: 'grpc', grpc: { method: 'shop.Cart/Get', message: '' } } as const
  const flying = await Promise.all([
    start({ target: { kind: 'url', url }, ...endless, ...grpc }),
    start({ target: { kind: 'url', url }, ...endless, protocol: 'http2', connectionSeconds: 2 }),
    ...['/a', '/b', '/slow', '/mixed'].map((path) => start({ ...at(path), ...endless })),
  ])
  const [overGrpc, overHttp2] = flying as [FlightRun, FlightRun]
  await show(overGrpc.id)
  await expect(page.getByRole('table', { name: 'Answers' })).toContainText('grpc-0')
  await lookAt(page, 'look-flight-grpc-live')
  await show(overHttp2.id)
  await expect(page.getByText('no connection older than 2 s')).toBeVisible()
  await expect(page.getByText(/\d+ open, cap 64/)).toBeVisible()
  await lookAt(page, 'look-flight-http2-live')
  await page.goto(`${aviary.url}#/flights`)
  await expect(page.getByText(`${flying.length} flights in the air`)).toBeVisible()
  await lookAt(page, 'look-flights-in-the-air')
  await Promise.all(flying.map(({ id }) => call('flights/stop', { id })))
  other.close()
  await show(...flying.slice(0, 5).map(({ id }) => id))
  await expect(page.getByRole('table', { name: 'Figures' })).toBeVisible()
  await lookAt(page, 'look-flights-compare-five')
})

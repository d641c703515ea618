/** Test flights through the window: the form and all it can say, the flight in the air, its runs afterwards. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { lookAt, type ServedAviary, serveAviary, watchErrors } from './support.ts'

test.describe.configure({ mode: 'serial' })

let aviary: ServedAviary
let page: Page
let errors: string[]
let server: Server
let url: string

test.beforeAll(async ({ browser }) => {
  let asked = 0
  server = createServer((_request, response) => {
    response.statusCode = ++asked % 40 === 0 ? 503 : 200
    response.end('x'.repeat(800))
  }).listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cart`
  aviary = await serveAviary(['--sandbox', '--bookinfo'])
  const context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 1280, height: 800 } })
  page = await context.newPage()
  errors = watchErrors(page)
  await page.goto(aviary.openUrl)
})

test.afterAll(async () => {
  await page?.context().close()
  await aviary?.close()
  server?.close()
})

test.afterEach(() => expect(errors).toEqual([]))

const open = (section: string) =>
  page.getByRole('navigation').getByRole('link', { name: section, exact: true }).click()
const title = () => page.getByRole('heading', { level: 1 })

async function openForm(): Promise<Locator> {
  await page.getByRole('button', { name: 'HTTP', exact: true }).click()
  return page.getByRole('dialog', { name: 'Test flight' })
}

async function flyAtUrl(rules: string, duration?: string): Promise<void> {
  const form = await openForm()
  await form.getByText('URL', { exact: true }).first().click()
  await form.getByRole('textbox', { name: 'URL' }).fill(url)
  await form.getByRole('textbox', { name: 'Rate, req/s' }).fill('80')
  await form.getByRole('checkbox', { name: 'Continuous' }).setChecked(duration === undefined)
  if (duration !== undefined) await form.getByRole('textbox', { name: 'Duration' }).fill(duration)
  await form.getByRole('textbox', { name: 'Rules' }).fill(rules)
  await form.getByRole('button', { name: 'Send' }).click()
  await expect(form).toBeHidden()
}

test('the form offers what there is, and checks what is typed', async () => {
  await open('Workloads')
  await expect(page.getByRole('row', { name: /productpage-v1/ })).toContainText('2/2')
  const form = await openForm()
  await expect(form.getByRole('combobox', { name: 'Service' })).toHaveValue('productpage')
  await expect(form.getByRole('combobox', { name: 'Path' })).toHaveValue('/productpage')
  await form.getByText('Gateway host').click()
  await expect(form.getByRole('combobox', { name: 'Host' })).toHaveValue('bookinfo.example.com')
  await form.getByText('Deployment', { exact: true }).click()
  await form.getByRole('combobox', { name: 'Deployment' }).click()
  await page.getByRole('option', { name: 'ratings-v1' }).click()
  await form.getByText('URL', { exact: true }).first().click()
  await form.getByRole('textbox', { name: 'URL' }).fill('example.com')
  await expect(form.getByText('has no scheme; write http://example.com')).toBeVisible()
  await form.getByRole('textbox', { name: 'Rules' }).fill('fast')
  await expect(form.getByText('"fast" is not a rule')).toBeVisible()
  await form.getByRole('button', { name: 'Connections' }).click()
  await form.getByRole('textbox', { name: 'Connections, at most' }).fill('0')
  await form.getByRole('button', { name: 'Connections' }).click()
  await expect(form.getByRole('button', { name: /Connections From 1 to 4096/ })).toBeVisible()
  await lookAt(page, 'flight-form-errors')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'HTTP', exact: true })).toBeFocused()
})

test('what is unusual is unfolded, and a profile keeps all of it', async () => {
  const form = await openForm()
  await form.getByRole('checkbox', { name: 'Continuous' }).uncheck()
  await form.getByRole('button', { name: 'Load over time' }).click()
  await form.getByRole('button', { name: 'Ramp', exact: true }).click()
  await expect(form.getByRole('figure', { name: 'Planned rate, at most 100 req/s' })).toBeVisible()
  await expect(form.getByText('2,100 requests over 0:30.')).toBeVisible()
  await form.getByRole('checkbox', { name: /At random/ }).check()
  await form.getByRole('button', { name: 'Headers and body' }).click()
  await form.getByRole('button', { name: 'Add header' }).click()
  await form.getByRole('textbox', { name: 'Header 1 name' }).fill('X-Trace')
  await form.getByRole('button', { name: 'Connections' }).click()
  await form.getByRole('textbox', { name: 'Requests per connection' }).fill('5')
  await lookAt(page, 'flight-form-advanced')
  await form.getByRole('button', { name: 'Profiles' }).click()
  await page.getByRole('textbox', { name: 'Save this form as' }).fill('Ramp with users')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Delete profile Ramp with users' })).toBeVisible()
  await lookAt(page, 'flight-form-profiles')
  await page.keyboard.press('Escape')
  await form.getByRole('button', { name: 'Cancel' }).click()
  const again = await openForm()
  await again.getByRole('button', { name: 'Profiles' }).click()
  await page.getByRole('button', { name: 'Ramp with users', exact: true }).click()
  await expect(again.getByRole('button', { name: /Load over time 2 stages, at random/ })).toBeVisible()
  await expect(again.getByRole('button', { name: /Connections .* a new one after 5/ })).toBeVisible()
  await expect(again.getByRole('button', { name: /Headers and body 1 header/ })).toBeVisible()
  await page.keyboard.press('Escape')
})

test('the manifest of a flight from the cluster can be read beforehand', async () => {
  const form = await openForm()
  await form.getByRole('checkbox', { name: 'Continuous' }).uncheck()
  await form.getByRole('button', { name: 'Flies from' }).click()
  await form.getByText('Cluster: Fortio Job').click()
  await form.getByRole('button', { name: 'Show the manifest' }).click()
  await expect(form.getByRole('figure', { name: 'Manifest' })).toContainText('kind: Job')
  await expect(form.getByRole('button', { name: 'Copy the manifest' })).toBeVisible()
  await lookAt(page, 'flight-form-manifest')
  await page.keyboard.press('Escape')
})

test('a protected context asks for its name, a foreign target for a yes', async () => {
  await open('Settings')
  const protect = page.getByRole('checkbox', { name: 'east is protected' })
  await protect.click()
  await expect(page.getByRole('link', { name: 'Context east, protected' })).toBeVisible()
  const form = await openForm()
  await expect(form.getByRole('button', { name: 'Send' })).toBeDisabled()
  await lookAt(page, 'flight-form-protected')
  await form.getByRole('textbox', { name: /east is protected/ }).fill('east')
  await expect(form.getByRole('button', { name: 'Send' })).toBeEnabled()
  await form.getByText('URL', { exact: true }).first().click()
  await form.getByRole('textbox', { name: 'URL' }).fill('http://192.0.2.7/')
  await form.getByRole('button', { name: 'Send' }).click()
  await expect(form.getByRole('checkbox', { name: /I may send load there/ })).toBeVisible()
  await lookAt(page, 'flight-form-foreign')
  await page.keyboard.press('Escape')
  await protect.click()
  await expect(page.getByRole('link', { name: 'Context east', exact: true })).toBeVisible()
})

test('a flight passes its rules, another breaks them', async () => {
  await flyAtUrl('p99<5s\nerrors<50%', '2 s')
  await expect(page.getByText('All 2 rules hold.')).toBeVisible()
  await expect(page.getByText('Finished after')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Answers' })).toContainText('Service Unavailable')
  await lookAt(page, 'flight-passed')
  await flyAtUrl('code(200)=100%', '2 s')
  await expect(page.getByText('A rule is broken:')).toBeVisible()
  await expect(page.getByText('Finished after')).toBeVisible()
  await lookAt(page, 'flight-failed')
  await page.getByRole('button', { name: 'Export' }).click()
  await lookAt(page, 'flight-export')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Slices as CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/\.csv$/)
})

test('a flight warms up before it counts', async () => {
  const form = await openForm()
  await form.getByText('URL', { exact: true }).first().click()
  await form.getByRole('textbox', { name: 'URL' }).fill(url)
  await form.getByRole('textbox', { name: 'Rate, req/s' }).fill('50')
  await form.getByRole('textbox', { name: 'Rules' }).fill('')
  await form.getByRole('checkbox', { name: 'Continuous' }).uncheck()
  await form.getByRole('textbox', { name: 'Duration' }).fill('2 s')
  await form.getByRole('button', { name: 'Load over time' }).click()
  await form.getByRole('textbox', { name: 'Warm-up before, not counted' }).fill('10 s')
  await form.getByRole('combobox', { name: 'Pacing' }).click()
  await page.getByRole('option', { name: /^Precise/ }).click()
  await form.getByRole('button', { name: 'Connections' }).click()
  await form.getByRole('textbox', { name: 'Proxy' }).fill('proxy:3128')
  await expect(form.getByText('It has no scheme; write http://HOST:PORT')).toBeVisible()
  await lookAt(page, 'flight-form-load')
  await form.getByRole('textbox', { name: 'Proxy' }).fill('')
  await form.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByText('Nothing of the first 0:10 is counted.')).toBeVisible()
  await expect(page.getByText('Finished after')).toBeVisible()
  await expect(page.getByText('after a warm-up of 10 s, not counted')).toBeVisible()
  // Every fortieth answer is bad: of the warm-up's, none is counted.
  await expect(page.getByText(/^[23] of 100$/)).toBeVisible()
  await lookAt(page, 'flight-warmed-up')
})

test('two fly at once; the rate is changed in the air; the graph shows where one goes', async () => {
  await flyAtUrl('')
  const form = await openForm()
  await form.getByText('Service', { exact: true }).first().click()
  await expect(form.getByRole('combobox', { name: 'Service' })).toHaveValue('productpage')
  await form.getByRole('checkbox', { name: 'Continuous' }).check()
  await form.getByRole('textbox', { name: 'Rate, req/s' }).fill('30')
  await form.getByRole('button', { name: 'Send' }).click()
  await expect(title()).toContainText('/productpage')
  await page.getByRole('textbox', { name: 'Rate, req/s' }).fill('45')
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await expect(page.getByText('asked 45', { exact: true }).first()).toBeVisible()
  await lookAt(page, 'flight-live')
  await page.getByRole('button', { name: 'Save as profile' }).click()
  await page.getByRole('textbox', { name: 'Save its plan as' }).fill('Product page')
  await lookAt(page, 'flight-save-profile')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Saved as profile' })).toBeVisible()
  await page.getByRole('button', { name: 'Fly again' }).click()
  await page.getByRole('menuitem', { name: 'Cluster: Fortio Job…' }).click()
  const handed = page.getByRole('dialog', { name: 'Test flight' })
  await handed.getByRole('checkbox', { name: 'Continuous' }).uncheck()
  // The plan is that of the flight before, to which the form kept.
  await expect(handed.getByText('Fortio would count its warm-up too')).toBeVisible()
  await handed.getByRole('button', { name: 'Load over time' }).click()
  await handed.getByRole('textbox', { name: 'Warm-up before, not counted' }).fill('')
  await expect(handed.getByText('Fortio has a pacer of its own')).toBeVisible()
  await handed.getByRole('combobox', { name: 'Pacing' }).click()
  await page.getByRole('option', { name: /^Usual/ }).click()
  await handed.getByRole('button', { name: 'Show the manifest' }).click()
  await expect(handed.getByRole('figure', { name: 'Manifest' })).toContainText('productpage.bookinfo.svc')
  await lookAt(page, 'flight-handed-over')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Show in traffic' }).click()
  const flights = page.getByRole('complementary').getByRole('region', { name: 'Test flights' })
  await expect(flights).toContainText('GET /productpage')
  await lookAt(page, 'traffic-flown')
  await open('Test flights')
  await expect(page.getByText('2 flights in the air')).toBeVisible()
  for (const left of [1, 0]) {
    await page
      .getByRole('row', { name: /In flight/ })
      .first()
      .getByRole('link')
      .click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(page.getByText('Stopped after')).toBeVisible()
    await open('Test flights')
    await expect(page.getByRole('row', { name: /In flight/ })).toHaveCount(left)
  }
})

test('runs are compared and deleted', async () => {
  await lookAt(page, 'flights-list')
  const boxes = page.getByRole('checkbox', { name: /^Compare/ })
  await expect(boxes.nth(2)).toBeVisible()
  const count = await boxes.count()
  for (const at of [0, 1, 2]) await boxes.nth(at).check()
  await page.getByRole('button', { name: 'Compare 3' }).click()
  await expect(page.getByRole('table', { name: 'Figures' })).toContainText('p99.9')
  await expect(page.getByRole('figure', { name: /^p99,/ })).toBeVisible()
  await lookAt(page, 'flights-compare')
  await open('Test flights')
  await boxes.nth(0).check()
  await page.getByRole('button', { name: 'Delete 1…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete 1 flight' }).click()
  await expect(boxes).toHaveCount(count - 1)
})

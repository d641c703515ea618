/** The story of the README through the window: no kubeconfig, no cluster, nothing but the built Aviary and a browser. */
import { expect, type Page, test } from '@playwright/test'
import { lookAt, type ServedAviary, serveAviary, watchErrors } from './support.ts'

const image = (tag: string) => `docker.io/istio/examples-bookinfo-productpage-v1:${tag}`

test.describe.configure({ mode: 'serial' })

let aviary: ServedAviary
let page: Page
let errors: string[]

test.beforeAll(async ({ browser }) => {
  aviary = await serveAviary()
  const context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 1280, height: 800 } })
  page = await context.newPage()
  errors = watchErrors(page)
  await page.goto(aviary.openUrl)
})

test.afterAll(async () => {
  await page?.context().close()
  await aviary?.close()
})

test.afterEach(() => expect(errors).toEqual([]))

const open = (section: string) =>
  page.getByRole('navigation').getByRole('link', { name: section, exact: true }).click()
const phase = (name: string) => expect(page.getByText(name, { exact: true }).first()).toBeVisible()

test('without a kubeconfig the sandbox is offered, and starts', async () => {
  const start = page.getByRole('button', { name: 'Start the sandbox' })
  await expect(start).toBeVisible()
  await lookAt(page, 'contexts-empty')
  await start.click()
  for (const name of ['east', 'west']) {
    const row = page.getByRole('row', { name: new RegExp(`\\b${name}\\b`) })
    await expect(row).toContainText('connected')
  }
})

test('Bookinfo is applied with one button', async () => {
  await page.getByRole('button', { name: 'Apply Bookinfo' }).click()
  await open('Workloads')
  const row = page.getByRole('row', { name: /productpage-v1/ })
  await expect(row).toContainText('2/2')
  await expect(page.getByRole('row', { name: /reviews-v3/ })).toContainText('1/1')
  await lookAt(page, 'workloads')
  await open('Contexts')
  await lookAt(page, 'contexts')
  await open('Mesh')
  await expect(page.getByText('istio-ingressgateway').first()).toBeVisible()
  await lookAt(page, 'mesh')
})

test('HTTP sends a continuous test flight', async () => {
  await page.getByRole('button', { name: 'HTTP' }).click()
  const form = page.getByRole('dialog', { name: 'Test flight' })
  await expect(form.getByRole('combobox', { name: 'Service' })).toHaveValue('productpage')
  await form.getByRole('combobox', { name: 'Path' }).fill('/productpage')
  await form.getByRole('textbox', { name: 'Rate, req/s' }).fill('40')
  await form.getByRole('checkbox', { name: 'Continuous' }).check()
  await form.getByRole('textbox', { name: 'Rules' }).fill('p99<500ms\nerrors<1%')
  await lookAt(page, 'flight-form')
  await form.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('productpage')
  await expect(page.getByText('200', { exact: true }).first()).toBeVisible()
})

test('the graph shows the traffic of both clusters', async () => {
  await open('Traffic')
  const edges = page.getByRole('table', { name: 'Traffic edges' })
  for (const [from, to] of [
    ['istio-ingressgateway', 'productpage'],
    ['productpage', 'details'],
    ['productpage', 'reviews'],
    ['reviews', 'ratings'],
  ]) {
    const row = edges.getByRole('row').filter({ hasText: from! }).filter({ hasText: to! })
    await expect(row.first()).toBeAttached()
  }
  await expect(edges.getByRole('row').filter({ hasText: 'west' }).first()).toBeAttached()
  await lookAt(page, 'traffic')
})

test('the canary is enabled: all traffic goes through a primary', async () => {
  await open('Workloads')
  await page
    .getByRole('row', { name: /productpage-v1/ })
    .getByRole('button', { name: /Enable canary/ })
    .click()
  const form = page.getByRole('dialog', { name: 'Enable canary' })
  await form.getByRole('textbox', { name: 'Step, %' }).fill('20')
  await form.getByRole('textbox', { name: 'Greatest weight, %' }).fill('60')
  await form.getByRole('textbox', { name: 'Every, s' }).fill('5')
  await form.getByRole('textbox', { name: 'Failed checks to roll back' }).fill('2')
  await lookAt(page, 'enable-canary')
  await form.getByRole('button', { name: 'Enable canary' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'productpage-v1' })).toBeVisible()
  await phase('Initialized')
})

async function setImage(tag: string): Promise<void> {
  await page.getByRole('button', { name: 'Set image…' }).click()
  const form = page.getByRole('dialog', { name: /Set image/ })
  await form.getByRole('textbox', { name: /Image/ }).fill(image(tag))
  await form.getByRole('button', { name: 'Set image' }).click()
  await expect(form).toBeHidden()
}

test('a good version is stepped up and promoted', async () => {
  await setImage('1.20.4')
  await phase('Progressing')
  await expect(page.getByRole('img', { name: /canary 40 %/ })).toBeVisible()
  await lookAt(page, 'canary')
  await phase('Succeeded')
})

test('a bad version is rolled back by itself', async () => {
  await setImage('1.20.5-error-30')
  await phase('Progressing')
  await phase('Failed')
  await lookAt(page, 'canary-failed')
  await open('Canaries')
  await lookAt(page, 'canaries')
})

test('disabled, traffic flows as it did before', async () => {
  await page.getByRole('link', { name: 'productpage-v1', exact: true }).first().click()
  await page.getByRole('button', { name: 'Disable…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await expect(page.getByText('No canary yet')).toBeVisible()
  await open('Activity')
  await expect(page.getByRole('row', { name: /VirtualService/ }).first()).toBeVisible()
  await lookAt(page, 'activity')
  await open('Settings')
  await lookAt(page, 'settings')
})

test('the flight is stopped and tells what it saw', async () => {
  await open('Test flights')
  await lookAt(page, 'flights')
  await page
    .getByRole('link', { name: /productpage/ })
    .first()
    .click()
  await lookAt(page, 'flight')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText(/stopped/i).first()).toBeVisible()
})

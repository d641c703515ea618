/**
 * The table "Pods going away" of the notes on a real mesh: 200 requests a second, the order of magnitude of what is lost.
 * A request takes about 20 ms.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyObjects } from '#main/sandbox/mesh-system/apply-objects.ts'
import { place, placeDeployment } from '#main/sandbox/mesh-system/placed-objects.ts'
import { type EndpointSlice, resources } from '#shared/model/kube.ts'
import { type RunningCluster, runningWeb } from './running-cluster.ts'

let running: RunningCluster
afterEach(() => running.close())

const perSecond = 200
const forMs = 3000

/** Bad answers by what they say: UC, UF and UH in words. */
async function badOf(act: () => Promise<unknown>, loadMs = forMs) {
  // In the midst of it, when requests are open.
  running.clock.after(500, () => void act())
  const ends = await running.load(perSecond, loadMs)
  const count = (text: string) =>
    Object.entries(ends).reduce((sum, [end, n]) => sum + (end.includes(text) ? n : 0), 0)
  const all = Object.values(ends).reduce((sum, n) => sum + n, 0)
  return {
    all,
    bad: all - (ends['200'] ?? 0),
    uc: count('connection termination'),
    uf: count('Connection refused'),
    uh: count('no healthy upstream'),
  }
}

async function deleteOne(): Promise<void> {
  const [pod] = await running.pods('web')
  await running.api.delete(resources.pod, 'shop', pod!.metadata.name)
}

const rollOut = () =>
  running.api.patch(resources.deployment, 'shop', 'web', {
    spec: { template: { metadata: { annotations: { restarted: 'now' } } } },
  })

const programs = {
  'exits at SIGTERM': { tag: '1-slow-20ms' },
  'closes its port, finishes requests': { tag: '1-slow-20ms-drain' },
  'preStop sleep 2 s': { tag: '1-slow-20ms', preStopSeconds: 2 },
  'preStop sleep 5 s': { tag: '1-slow-20ms', preStopSeconds: 5 },
} as const
type Program = keyof typeof programs

describe('1 of 2 deleted', () => {
  it('a program that exits at SIGTERM loses its open requests: a few UC', async () => {
    running = await runningWeb({ replicas: 2, ...programs['exits at SIGTERM'] })
    const { all, bad, uc } = await badOf(deleteOne)
    expect(all).toBe(600)
    expect(uc).toBeGreaterThanOrEqual(1)
    expect(uc).toBeLessThanOrEqual(10)
    expect(bad).toBe(uc)
  })

  it.each<Program>(['closes its port, finishes requests', 'preStop sleep 2 s', 'preStop sleep 5 s'])(
    '%s: 0',
    async (program) => {
      running = await runningWeb({ replicas: 2, ...programs[program] })
      expect(await badOf(deleteOne)).toMatchObject({ all: 600, bad: 0 })
    },
  )
})

describe('1 of 1 deleted: as long as the replacement takes to be ready, whatever the program does', () => {
  it.each<[Program, 'uf' | 'uh']>([
    ['exits at SIGTERM', 'uh'],
    ['closes its port, finishes requests', 'uh'],
    ['preStop sleep 2 s', 'uh'],
    ['preStop sleep 5 s', 'uh'],
  ])('%s', async (program, most) => {
    running = await runningWeb({ replicas: 1, ...programs[program] })
    const found = await badOf(deleteOne)
    expect(found.bad).toBeGreaterThan(50)
    expect(found.bad).toBeLessThan(250)
    expect(found[most]).toBeGreaterThan(found.bad / 2)
    if (program.startsWith('preStop')) expect(found.uh).toBe(found.bad)
  })
})

describe('rolling update of the only target', () => {
  it('a program that exits at SIGTERM loses its open requests: a few UC', async () => {
    running = await runningWeb({ replicas: 1, ...programs['exits at SIGTERM'] })
    const { all, bad, uc } = await badOf(rollOut)
    expect(all).toBe(600)
    expect(uc).toBeGreaterThanOrEqual(1)
    expect(uc).toBeLessThanOrEqual(4)
    expect(bad).toBe(uc)
  })

  it.each<Program>(['closes its port, finishes requests', 'preStop sleep 2 s', 'preStop sleep 5 s'])(
    '%s: 0',
    async (program) => {
      running = await runningWeb({ replicas: 1, ...programs[program] })
      expect(await badOf(rollOut)).toMatchObject({ all: 600, bad: 0 })
    },
  )
})

describe('a second ready set of pods', () => {
  const ready = async (service: string) => {
    const slices = await running.api.list<EndpointSlice>(resources.endpointSlice, 'shop')
    const own = slices.filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
    return own.flatMap(({ endpoints }) => endpoints ?? []).filter((one) => one.conditions?.ready === true)
      .length
  }

  beforeEach(async () => {
    running = await runningWeb({ replicas: 2, ...programs['exits at SIGTERM'] })
    await applyObjects(running.api, [
      placeDeployment({
        ...{
          namespace: 'shop',
          name: 'primary',
          labels: { app: 'primary' },
          serviceAccount: 'web',
          replicas: 2,
        },
        container: { name: 'web', image: 'example.com/web:2', ports: [{ containerPort: 80 }] },
      }),
      place(
        resources.service,
        { name: 'primary', namespace: 'shop' },
        { spec: { selector: { app: 'primary' }, ports: [{ name: 'http', port: 80 }] } },
      ),
    ])
  })

  it('that the selector of the service switches to takes over without a loss', async () => {
    await running.clock.advance(3000)
    const switched = () =>
      running.api.patch(resources.service, 'shop', 'web', { spec: { selector: { app: 'primary' } } })
    expect(await badOf(switched)).toMatchObject({ all: 600, bad: 0 })
  })

  it('that a route switches to right after its endpoints are there takes over without a loss', async () => {
    let count = 0
    while (count < 2) {
      await running.clock.advance(10)
      count = await ready('primary')
    }
    const loaded = running.load(perSecond, 1000)
    await running.api.patch(resources.virtualService, 'shop', 'web', {
      spec: { http: [{ route: [{ destination: { host: 'primary' } }] }] },
    })
    expect(await loaded).toEqual({ 200: 200 })
  })
})

it('a rollout while istiod is dead loses what goes to addresses that nobody has any more', async () => {
  running = await runningWeb({ replicas: 2, ...programs['exits at SIGTERM'] })
  await running.api.patch(resources.deployment, 'istio-system', 'istiod', { spec: { replicas: 0 } })
  await running.clock.advance(2000)
  const { all, bad, uf, uc, uh } = await badOf(rollOut, 4000)
  expect(all).toBe(800)
  expect(uf).toBeGreaterThan(100)
  expect(bad).toBe(uf + uc)
  expect(uh).toBe(0)
})

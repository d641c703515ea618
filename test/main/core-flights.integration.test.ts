/** The manners of test flights as the core puts them together: settings, contexts, the yes that is kept. */
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient, type RouterClient } from '@orpc/server'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { type Core, createCore } from '#main/core.ts'
import { createNodeLauncher } from '#main/host/node-launcher.ts'
import type { CoreRouter } from '#main/router.ts'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { doneAgainWhereBusy } from '../support/busy-machine.ts'
import { eventually } from '../support/eventually.ts'

const calm = doneAgainWhereBusy()

const service = { kind: 'service', context: 'prod', namespace: 'shop', service: 'cart', port: 80 } as const
const short = { rate: 50, durationSeconds: 0.2 } as const
/** An address of this machine that is not loopback: what is sent there stays on it, but is asked about. */
const ownAddress = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address

describe('test flights in the core', calm, () => {
  let folder: string
  let core: Core
  let client: RouterClient<CoreRouter>
  const warnings: string[] = []

  async function open(): Promise<void> {
    core = await createCore({
      kubeconfig: [],
      dataFolder: folder,
      launcher: createNodeLauncher(),
      host: { kind: 'cli', version: '0', platform: 'linux', staysAfterClose: false },
      identity: 'somebody@here',
      drive: false,
      warn: (sentence) => warnings.push(sentence),
    })
    client = createRouterClient(core.router, { context: {} })
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aviary-core-'))
    await open()
  })
  afterAll(async () => {
    await core.close()
    await rm(folder, { recursive: true, force: true })
    expect(warnings).toEqual([])
  })
  beforeEach(() => client.settings.set({ contexts: { prod: {} } }))

  /** The failure that a call is refused with. */
  const refusal = async (call: Promise<unknown>) =>
    await call.then(
      () => 'none',
      (error: { data?: unknown }) => error.data,
    )
  const start = (plan: Partial<FlightPlanInput>, confirm?: string) =>
    client.flights.start({ target: service, ...plan, ...(confirm === undefined ? {} : { confirm }) })
  /** How far a flight comes that nothing forbids: its context is not picked. */
  const notForbidden = { code: 'unknown-context' }

  it('a protected context asks for its name, each time, and no other will do', async () => {
    await client.settings.set({ contexts: { prod: { protected: true } } })
    const asks = { code: 'protected', context: 'prod' }
    expect(await refusal(start({}))).toEqual(asks)
    expect(await refusal(start({}, 'dev'))).toEqual(asks)
    expect(await refusal(start({}, 'prod'))).toMatchObject(notForbidden)
    expect(await refusal(start({}))).toEqual(asks)
  })

  it('asks for nothing for a URL, nor for a context that is not protected', async () => {
    await client.settings.set({ contexts: { prod: { protected: true } } })
    expect(() => core.confirmFlight({ kind: 'url', url: 'http://prod/' }, undefined)).not.toThrow()
    await client.settings.set({ contexts: { prod: { protected: false } } })
    expect(await refusal(start({}))).toMatchObject(notForbidden)
  })

  it("keeps to a context's cap, as it stands in the settings at the time", async () => {
    await client.settings.set({ contexts: { prod: { rateCap: 20 } } })
    const refused = {
      code: 'bad-input',
      field: 'rate',
      reason: expect.stringContaining('at most 20 requests'),
    }
    expect(await refusal(start({ rate: 21 }))).toMatchObject(refused)
    expect(await refusal(start({ rate: 'max' }))).toMatchObject(refused)
    expect(await refusal(start({ rate: 1, stages: [{ rate: 30, seconds: 5 }] }))).toMatchObject(refused)
    expect(await refusal(start({ rate: 20 }))).toMatchObject(notForbidden)
    await client.settings.set({ contexts: { prod: { rateCap: 30 } } })
    expect(await refusal(start({ rate: 21 }))).toMatchObject(notForbidden)
  })

  it.skipIf(ownAddress === undefined)(
    'asks once about an address that is not loopback, and keeps the yes for host and port, over restarts too (needs one of this machine)',
    async () => {
      const server = createServer((_request, response) => response.end('ok')).listen(0, ownAddress)
      onTestFinished(() => void server.close())
      await once(server, 'listening')
      const url = `http://${ownAddress}:${(server.address() as AddressInfo).port}`
      const fly = async (plan: Partial<FlightPlanInput> = {}) => {
        const { id } = await client.flights.start({
          target: { kind: 'url', url: `${url}/a` },
          ...short,
          ...plan,
        })
        await eventually(() => expect(core.flights.get(id).state).toBe('finished'))
        return core.flights.get(id).totals?.codes
      }
      expect(await refusal(fly())).toEqual({ code: 'target-not-allowed', target: `${url}/a` })
      expect(await fly({ confirmed: true })).toEqual({ 200: 10 })
      expect((await client.settings.get()).allowedTargets).toEqual([url])
      expect(await fly()).toEqual({ 200: 10 })
      await eventually(async () =>
        expect(await readFile(join(folder, 'settings.json'), 'utf8')).toContain(`"${url}"`),
      )
      await core.close()
      await open()
      expect(await fly({ target: { kind: 'url', url: `${url}/other?path` } })).toEqual({ 200: 10 })
      await client.settings.set({ allowedTargets: [] })
      expect(await refusal(fly())).toMatchObject({ code: 'target-not-allowed' })
    },
  )
})

import { expect, it } from 'vitest'
import { createFlightProfiles } from '#main/flight/flight-profiles.ts'
import { openHistory } from '#main/storage/history.ts'
import type { FlightPlanInput } from '#shared/model/flight.ts'

const plan: FlightPlanInput = { target: { kind: 'url', url: 'https://127.0.0.1/' }, rate: 50 }
const pem = '-----BEGIN CERTIFICATE-----'

it('keeps plans by name, replaces and forgets them', () => {
  const profiles = createFlightProfiles(openHistory(undefined))
  expect(profiles.list()).toEqual([])
  profiles.save({ name: 'smoke', plan })
  profiles.save({ name: ' load ', plan: { ...plan, rate: 500 } })
  expect(profiles.save({ name: 'smoke', plan: { ...plan, rate: 5 } })).toMatchObject([
    { name: 'load', plan: { rate: 500, durationSeconds: 30 } },
    { name: 'smoke', plan: { rate: 5 } },
  ])
  expect(profiles.delete('load').map((one) => one.name)).toEqual(['smoke'])
  expect(profiles.delete('load')).toHaveLength(1)
})

it('keeps neither a private key nor the yes to a target', () => {
  const profiles = createFlightProfiles(openHistory(undefined))
  const secret = { ...plan, confirmed: true, tls: { cert: pem, key: 'secret' } }
  const [kept] = profiles.save({ name: 'a', plan: secret })
  expect(kept?.plan).toMatchObject({ confirmed: false, tls: { cert: pem } })
  expect(JSON.stringify(kept)).not.toContain('secret')
})

it('keeps all else that a plan says, of a proxy all but the password', () => {
  const profiles = createFlightProfiles(openHistory(undefined))
  const said = { warmUpSeconds: 5, pacing: 'precise', model: 'closed', dns: 'once' } as const
  const proxy = 'http://me:secret@proxy.example:3128'
  const [kept] = profiles.save({ name: 'a', plan: { ...plan, ...said, proxy } })
  expect(kept?.plan).toMatchObject({ ...said, proxy: 'http://me@proxy.example:3128' })
  expect(profiles.list()).toEqual([kept])
})

it('refuses a plan that could not fly', () => {
  const profiles = createFlightProfiles(openHistory(undefined))
  const bad = { ...plan, expect: ['p99'] }
  expect(() => profiles.save({ name: 'a', plan: bad })).toThrow('expect: "p99" is not a rule')
  expect(profiles.list()).toEqual([])
})

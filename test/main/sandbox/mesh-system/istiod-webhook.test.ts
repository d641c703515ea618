import { expect, it } from 'vitest'
import { istiodWebhook } from '#main/sandbox/mesh-system/istiod-webhook.ts'
import { manualClock } from '../../../support/manual-clock.ts'
import { apiWorld } from '../api-server/api-world.ts'

const { context } = apiWorld()
const kindOf = (group: string, version: string, plural: string) => {
  const kind = context.registry.find(group, version, plural)
  if (kind === undefined) throw new Error(`${plural} are not served`)
  return kind
}
const virtualService = kindOf('networking.istio.io', 'v1', 'virtualservices')

it('lets everything pass while istiod serves', async () => {
  await istiodWebhook(manualClock(), () => 'serves')(virtualService)
})

it('refuses Istio’s kinds at once while istiod has no endpoints, and no others', async () => {
  const admission = istiodWebhook(manualClock(), () => 'down')
  await admission(kindOf('apps', 'v1', 'deployments'))
  await expect(admission(virtualService)).rejects.toMatchObject({
    status: 500,
    reason: 'InternalError',
    message: expect.stringMatching(
      /^Internal error occurred: failed calling webhook .* no endpoints available/,
    ),
  })
})

it('refuses after 10 s while istiod hangs', async () => {
  const clock = manualClock()
  let said = ''
  const asked = istiodWebhook(
    clock,
    () => 'hangs',
  )(virtualService).catch((error: Error) => {
    said = error.message
  })
  await clock.advance(9_999)
  expect(said).toBe('')
  await clock.advance(1)
  await asked
  expect(said).toContain('context deadline exceeded')
})

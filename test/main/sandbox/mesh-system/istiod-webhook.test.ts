import { expect, it } from 'vitest'
import type { Review } from '#main/sandbox/data-plane/istiod-metrics.ts'
import { istiodWebhook } from '#main/sandbox/mesh-system/istiod-webhook.ts'
import { manualClock } from '../../../support/manual-clock.ts'
import { apiWorld } from '../api-server/api-world.ts'

const { context } = apiWorld()
const kindOf = (group: string, version: string, plural: string) => {
  const kind = context.registry.find(group, version, plural)
  if (kind === undefined) throw new Error(`${plural} are not served`)
  return { kind, version }
}
/** Nobody reviews what istiod was never asked. */
const unasked = () => {
  throw new Error('istiod was not to be asked')
}
const virtualService = kindOf('networking.istio.io', 'v1', 'virtualservices')

it('lets everything pass while istiod serves, which is told what became of it', async () => {
  const reviews: Review[] = []
  const admission = istiodWebhook(
    manualClock(),
    () => 'serves',
    (review) => reviews.push(review),
  )
  const tell = await admission(virtualService)
  expect(reviews).toEqual([])
  tell?.('denied')
  expect(reviews).toEqual([
    { group: 'networking.istio.io', version: 'v1', resource: 'virtualservices', verdict: 'denied' },
  ])
  expect(await admission(kindOf('apps', 'v1', 'deployments'))).toBeUndefined()
})

it('refuses Istio’s kinds at once while istiod has no endpoints, and no others', async () => {
  const admission = istiodWebhook(manualClock(), () => 'down', unasked)
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
    unasked,
  )(virtualService).catch((error: Error) => {
    said = error.message
  })
  await clock.advance(9_999)
  expect(said).toBe('')
  await clock.advance(1)
  await asked
  expect(said).toContain('context deadline exceeded')
})

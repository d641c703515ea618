import { expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { readListOptions } from '../../../../main/sandbox/api-server/list-options.ts'
import { listPage } from '../../../../main/sandbox/api-server/listing.ts'
import { createClusterFaults } from '../../../../main/sandbox/faults/cluster-faults.ts'
import { apiWorld, configMap } from '../api-server/api-world.ts'

it('lets lists in pages expire with the watches', async () => {
  const { api, context, clock, refOf } = apiWorld()
  const { store } = context
  const page = (query: string) => {
    const options = readListOptions(new URLSearchParams(query), store.version())
    return listPage(context, refOf(resources.configMap, ''), options)
  }
  const compact = () => store.compact(store.version())
  const faults = createClusterFaults(clock, () => ({ api, firstNode: 'a', ownControlPlane: true, compact }))
  for (const name of ['a', 'b']) await api.create(resources.configMap, configMap(name))
  const { metadata } = page('limit=1')
  await api.create(resources.configMap, configMap('c'))
  await faults.set('api-failing', true)
  expect(page(`continue=${metadata.continue}`).items).toHaveLength(1)
  await faults.set('api-watches-expired', true)
  expect(() => page(`continue=${metadata.continue}`)).toThrow(expect.objectContaining({ status: 410 }))
})

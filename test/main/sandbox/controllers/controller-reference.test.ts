import { expect, it } from 'vitest'
import { controllerReference } from '#main/sandbox/controllers/controller-reference.ts'
import { resources } from '#shared/model/kube.ts'

it('names the controller by its kind, its name and its uid, and keeps it until its own are gone', () => {
  const metadata = { name: 'web', namespace: 'shop', uid: 'a1' }
  expect(controllerReference(resources.deployment, { metadata })).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: 'web',
    uid: 'a1',
    controller: true,
    blockOwnerDeletion: true,
  })
  expect(controllerReference(resources.service, { metadata })).toMatchObject({
    apiVersion: 'v1',
    kind: 'Service',
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { objectName } from '#shared/flight/in-cluster/object-name.ts'

describe('objectName', () => {
  it('names the target and the flight', () => {
    expect(objectName('shop.Example.com', '1b4f9a2c-77aa')).toBe('aviary-shop-example-com-1b4f9a2c')
  })

  it('leaves room for what the operator adds, whatever the target is called', () => {
    fc.assert(
      fc.property(fc.string(), fc.uuid(), (target, id) => {
        expect(`${objectName(target, id)}-initializer`).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)
      }),
    )
  })
})

import { expect, it } from 'vitest'
import { isInSubnet } from '#main/sandbox/data-plane/policies/subnet.ts'

it.each([
  ['10.1.2.3', '10.0.0.0/8', true],
  ['11.1.2.3', '10.0.0.0/8', false],
  ['10.1.2.3', '10.1.2.3', true],
  ['10.1.2.4', '10.1.2.3', false],
  ['255.255.255.255', '0.0.0.0/0', true],
  ['10.1.2.3', '10.1.2.2/31', true],
  ['10.1.2.3', 'nowhere', false],
  ['10.1.2.3', '10.0.0.0/99', false],
  ['None', '0.0.0.0/0', false],
])('%s in %s: %s', (address, block, expected) => {
  expect(isInSubnet(address, block)).toBe(expected)
})

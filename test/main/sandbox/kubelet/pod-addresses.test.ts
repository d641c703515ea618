import { expect, it } from 'vitest'
import { podAddresses } from '../../../../main/sandbox/kubelet/pod-addresses.ts'

it('gives each address once, and a freed one last', () => {
  const addresses = podAddresses('10.244.0.0/29')
  addresses.claim('10.244.0.3')
  expect([addresses.take(), addresses.take()]).toEqual(['10.244.0.2', '10.244.0.4'])
  addresses.free('10.244.0.2')
  expect([addresses.take(), addresses.take()]).toEqual(['10.244.0.5', '10.244.0.6'])
  expect(addresses.take()).toBe('10.244.0.2')
  expect(() => addresses.take()).toThrow('all addresses of 10.244.0.0/29 are taken')
})

it('carries over into the next numbers', () => {
  const addresses = podAddresses('10.250.0.0/16')
  const taken = Array.from({ length: 300 }, () => addresses.take())
  expect(taken.at(-1)).toBe('10.250.1.45')
  expect(new Set(taken).size).toBe(300)
})

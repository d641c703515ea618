import { expect, it } from 'vitest'
import { newEntry } from '../../../../main/sandbox/api-server/managed-fields.ts'

const writer = { manager: 'kubelet', apiVersion: 'v1', time: '2026-01-01T00:00:00Z' }

it('keeps one set of fields for all objects that are owned alike', () => {
  const sets = ['f:phase', 'f:phase', 'f:podIP'].map((field) =>
    newEntry(writer, 'Update', { 'f:status': { [field]: {} } }),
  )
  const [first, second, third] = sets.map(({ fieldsV1 }) => fieldsV1)
  expect(second).toBe(first)
  expect(Object.isFrozen(first)).toBe(true)
  expect(third).toEqual({ 'f:status': { 'f:podIP': {} } })
})

it('keeps no large ones, of which there may be many', () => {
  const large = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`f:field-${index}`, {}]))
  const [first, second] = [large, { ...large }].map((fields) => newEntry(writer, 'Update', fields).fieldsV1)
  expect(second).not.toBe(first)
})

/**
 * Tells whether two pod templates run the same thing. Canonical JSON (sorted keys, nothing that is null or empty, none
 * of the defaults that an API server fills in), then FNV-1a: an upgrade of the API that adds a field or a default is no
 * new revision (flagger issue 1673).
 */
import type { PodTemplate } from '../model/kube.ts'

/** What the API server writes where the user wrote nothing. */
const serverDefaults: Readonly<Record<string, unknown>> = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  terminationGracePeriodSeconds: 30,
  protocol: 'TCP',
}

export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value)) ?? 'null'
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => canonical(item) ?? null)
  if (typeof value !== 'object' || value === null) return value ?? undefined
  const entries = Object.entries(value)
    .filter(([key, field]) => serverDefaults[key] === undefined || serverDefaults[key] !== field)
    .map(([key, field]) => [key, canonical(field)] as const)
    .filter(([, field]) => field !== undefined && !isEmpty(field))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries)
}

const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

export function templateHash(template: PodTemplate): string {
  const text = canonicalJson(template)
  return fnv1a(text, 0x811c9dc5) + fnv1a(text, 0x2f0b4a71)
}

function fnv1a(text: string, offset: number): string {
  let hash = offset
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

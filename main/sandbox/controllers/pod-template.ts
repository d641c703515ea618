/**
 * Pod templates as values: the same wish written in two ways is one template. `kubectl rollout undo` sends a template
 * without the defaults that the API server had filled in, and with nulls; it must find the ReplicaSet that it came from.
 *
 * 1. Drop what says nothing: null, empty lists, and zero, false and '' where the API has no pointer for them.
 * 2. Drop what says the default of its place.
 * 3. Sort the keys.
 */
import { type Fields, isFields } from '#shared/model/fields.ts'
import type { PodTemplate } from '#shared/model/kube.ts'
import { fnv1a, safeLetters } from './name-suffix.ts'

export const templateHashLabel = 'pod-template-hash'

/** Pointers in the Kubernetes API: here zero or false is a wish of its own. */
const pointers = new Set([
  ...['terminationGracePeriodSeconds', 'activeDeadlineSeconds', 'tolerationSeconds', 'expirationSeconds'],
  ...['automountServiceAccountToken', 'enableServiceLinks', 'shareProcessNamespace', 'hostUsers', 'priority'],
  ...['runAsUser', 'runAsGroup', 'runAsNonRoot', 'fsGroup', 'allowPrivilegeEscalation', 'privileged'],
  ...['readOnlyRootFilesystem', 'setHostnameAsFQDN', 'defaultMode', 'mode', 'optional'],
])
/** Free maps: an empty value is a value. */
const freeMaps = new Set(['labels', 'annotations', 'nodeSelector', 'matchLabels', 'limits', 'requests'])
/** Objects that mean nothing when empty; others (`emptyDir: {}`) mean something by being there. */
const hollow = new Set(['securityContext', 'resources', 'metadata', 'affinity', 'lifecycle', ...freeMaps])

const probe = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }
const container = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
}
const files = { defaultMode: 420 }

/** Defaults by the field that holds the object (or the list of objects). */
const defaults: Readonly<Record<string, Fields>> = {
  spec: {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    enableServiceLinks: true,
  },
  containers: container,
  initContainers: container,
  ports: { protocol: 'TCP' },
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  httpGet: { scheme: 'HTTP', path: '/' },
  fieldRef: { apiVersion: 'v1' },
  configMap: files,
  secret: files,
  projected: files,
  downwardAPI: files,
  serviceAccountToken: { expirationSeconds: 3600 },
}

function normalisedTemplate(template: PodTemplate): unknown {
  const { [templateHashLabel]: _, ...labels } = template.metadata?.labels ?? {}
  const annotations = template.metadata?.annotations ?? {}
  return normalised({ metadata: { labels, annotations }, spec: template.spec }, '')
}

function normalised(value: unknown, place: string): unknown {
  if (Array.isArray(value)) return value.map((item) => normalised(item, place))
  if (!isFields(value)) return value
  const kept = Object.entries(value)
    .map(([key, inner]) => [key, normalised(inner, key)] as const)
    .filter(([key, inner]) => !saysNothing(key, inner, place) && !isDefault(key, inner, place, value))
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function saysNothing(key: string, value: unknown, place: string): boolean {
  if (value === null || value === undefined) return true
  if (freeMaps.has(place)) return false
  if (Array.isArray(value)) return value.length === 0
  if (isFields(value)) return hollow.has(key) && Object.keys(value).length === 0
  return !pointers.has(key) && (value === 0 || value === false || value === '')
}

function isDefault(key: string, value: unknown, place: string, around: Fields): boolean {
  if (defaults[place]?.[key] === value) return true
  // The old name of the field next to the new one.
  if (place === 'spec' && key === 'serviceAccount') return around.serviceAccountName === value
  return key === 'imagePullPolicy' && value === pullPolicyOf(around.image)
}

function pullPolicyOf(image: unknown): string {
  const tag = /:([^/:@]*)(?:@.*)?$/.exec(String(image))?.[1] ?? 'latest'
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

/** Templates are parts of stored objects, which do not change, and are asked for at each look at their controllers. */
const texts = new WeakMap<PodTemplate, string>()

export function templateText(template: PodTemplate): string {
  const text = texts.get(template) ?? JSON.stringify(normalisedTemplate(template))
  if (Object.isFrozen(template)) texts.set(template, text)
  return text
}

/** As Kubernetes writes it: the decimal digits of an FNV-1a hash, in letters that spell no words. */
export function templateHash(template: PodTemplate, collisionCount = 0): string {
  const text = templateText(template) + (collisionCount === 0 ? '' : String(collisionCount))
  return safeLetters(String(fnv1a(text)))
}

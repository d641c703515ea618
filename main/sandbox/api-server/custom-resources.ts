/** CustomResourceDefinitions: the kind that one defines, the one that stands for a kind, and its conditions. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt, listAt, textAt } from './fields.ts'
import { type Kind, kind, type PrinterColumn, type ScalePaths, type VersionDefinition } from './kinds.ts'

export const definitionName = (one: Pick<Kind, 'group' | 'plural'>) => `${one.plural}.${one.group}`

export function kindOfDefinition(definition: KubeObject): Kind {
  const spec = fieldsAt(definition, 'spec')
  const names = fieldsAt(spec, 'names')
  const served = listAt(spec, 'versions')
    .filter(isFields)
    .filter(({ served }) => served !== false)
  const versions = served.map((version) => textAt(version, 'name')).sort(byPriority)
  const subresources = served.flatMap((version) => Object.keys(fieldsAt(version, 'subresources')))
  return kind(textAt(spec, 'group'), versions.join(' '), textAt(names, 'kind'), textAt(names, 'plural'), {
    singular: textAt(names, 'singular') || textAt(names, 'kind').toLowerCase(),
    shortNames: listAt(names, 'shortNames').map(String),
    categories: listAt(names, 'categories').map(String),
    namespaced: spec.scope !== 'Cluster',
    custom: true,
    subresources: (['status', 'scale'] as const).filter((one) => subresources.includes(one)),
    definitions: Object.fromEntries(served.map((version) => [textAt(version, 'name'), versionOf(version)])),
  })
}

const ageColumn: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }

function versionOf(version: Fields): VersionDefinition {
  const columns = listAt(version, 'additionalPrinterColumns') as readonly PrinterColumn[]
  return {
    columns: columns.length === 0 ? [ageColumn] : columns,
    ...scalePathsOf(fieldsAt(version, 'subresources').scale),
    schema: fieldsAt(version, 'schema', 'openAPIV3Schema'),
  }
}

function scalePathsOf(scale: unknown): { scale?: ScalePaths } {
  if (!isFields(scale)) return {}
  const steps = (field: string) => textAt(scale, field).split('.').slice(1)
  return {
    scale: {
      specReplicas: steps('specReplicasPath'),
      statusReplicas: steps('statusReplicasPath'),
      ...(scale.labelSelectorPath === undefined ? {} : { labelSelector: steps('labelSelectorPath') }),
    },
  }
}

/** v2 before v1 before v1beta2 before v1alpha1, other names last (apimachinery's version.CompareKubeAwareVersionStrings). */
function byPriority(a: string, b: string): number {
  const [x, y] = [rank(a), rank(b)]
  for (const [index, value] of x.entries()) {
    const other = y[index] ?? 0
    if (value !== other) return other - value
  }
  return a < b ? -1 : Number(a > b)
}

function rank(version: string): readonly number[] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version)
  if (match === null) return [0, 0, 0]
  const stability = match[2] === undefined ? 3 : match[2] === 'beta' ? 2 : 1
  return [stability, Number(match[1]), Number(match[3] ?? 0)]
}

/** The definition of a kind that the sandbox brings with it. */
export function definitionOfKind(one: Kind): KubeObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: definitionName(one),
      ...(one.annotations === undefined ? {} : { annotations: { ...one.annotations } }),
    },
    spec: {
      group: one.group,
      names: {
        kind: one.kind,
        listKind: `${one.kind}List`,
        plural: one.plural,
        singular: one.singular,
        ...(one.shortNames.length === 0 ? {} : { shortNames: [...one.shortNames] }),
        ...(one.categories.length === 0 ? {} : { categories: [...one.categories] }),
      },
      scope: one.namespaced ? 'Namespaced' : 'Cluster',
      versions: one.versions.map((version, index) => ({
        name: version,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema: one.definitions?.[version]?.schema ?? {} },
        ...(one.subresources.includes('status') ? { subresources: { status: {} } } : {}),
        additionalPrinterColumns: one.definitions?.[version]?.columns ?? [],
      })),
    },
  }
}

/** What the API server's own controller writes into the status as soon as a definition is stored. */
export function withEstablished(definition: KubeObject, now: string): KubeObject {
  const condition = (type: string, reason: string, message: string) => ({
    type,
    status: 'True',
    lastTransitionTime: now,
    reason,
    message,
  })
  const stored = listAt(definition, 'spec', 'versions').filter(
    (version) => fieldsAt(version).storage === true,
  )
  return {
    ...definition,
    status: {
      acceptedNames: fieldsAt(definition, 'spec', 'names'),
      conditions: [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
      storedVersions: stored.map((version) => textAt(version, 'name')),
    },
  }
}

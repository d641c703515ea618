/** Which kinds are served now: the built-in ones and those that CustomResourceDefinitions add. */
import type { KubeObject } from '#shared/model/kube.ts'
import { definitionName, kindOfDefinition } from './custom-resources.ts'
import { builtInKinds, type Kind } from './kinds.ts'

export interface Registry {
  kinds(): readonly Kind[]
  /** By the parts of a URL. */
  find(group: string, version: string, plural: string): Kind | undefined
  findByKind(group: string, kind: string): Kind | undefined
  define(definition: KubeObject): void
  undefine(name: string): Kind | undefined
}

export function createRegistry(): Registry {
  const custom = new Map<string, Kind>()
  let kinds: readonly Kind[] = builtInKinds
  let byUrl = indexOf(kinds)

  function refresh(): void {
    kinds = [...builtInKinds, ...custom.values()]
    byUrl = indexOf(kinds)
  }

  return {
    kinds: () => kinds,
    find: (group, version, plural) => byUrl.get(`${group}/${version}/${plural}`),
    findByKind: (group, name) => kinds.find((one) => one.group === group && one.kind === name),
    define(definition) {
      const one = kindOfDefinition(definition)
      custom.set(definitionName(one), one)
      refresh()
    },
    undefine(name) {
      const one = custom.get(name)
      custom.delete(name)
      refresh()
      return one
    },
  }
}

function indexOf(kinds: readonly Kind[]): Map<string, Kind> {
  return new Map(
    kinds.flatMap((one) =>
      one.versions.map((version) => [`${one.group}/${version}/${one.plural}`, one] as const),
    ),
  )
}

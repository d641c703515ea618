/** What a volume of a pod, and the claim of a StatefulSet, are given where they say nothing. */
import type { Fields } from '#shared/model/fields.ts'
import { canonicalResources, withDivisor, withFieldVersion } from './container-defaults.ts'
import { or, withItems, withPart } from './given-or.ts'
import { canonicalQuantity } from './quantities.ts'

const readableByAll = 0o644
const tokenLifeSeconds = 3600

export function withVolumeDefaults(volume: Fields): Fields {
  // Without a source it is an empty directory.
  const sourced = Object.keys(volume).length > 1 ? volume : or(volume, { emptyDir: {} })
  return withSourceDefaults(sourced)
}

export const withSourceDefaults = (volume: Fields): Fields =>
  Object.entries(sources).reduce((all, [name, change]) => withPart(all, name, change), volume)

const withMode = (source: Fields): Fields => or(source, { defaultMode: readableByAll })
const withDownwardItems = (source: Fields): Fields =>
  withItems(source, 'items', (item) =>
    withPart(withPart(item, 'fieldRef', withFieldVersion), 'resourceFieldRef', withDivisor),
  )

const sources: Readonly<Record<string, (source: Fields) => Fields>> = {
  configMap: withMode,
  secret: withMode,
  downwardAPI: (source) => withMode(withDownwardItems(source)),
  hostPath: (source) => or(source, { type: '' }),
  emptyDir: (source) =>
    source.sizeLimit === undefined ? source : { ...source, sizeLimit: canonicalQuantity(source.sizeLimit) },
  iscsi: (source) => or(source, { iscsiInterface: 'default' }),
  rbd: (source) => or(source, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  projected: (source) =>
    withItems(withMode(source), 'sources', (part) =>
      withPart(withPart(part, 'downwardAPI', withDownwardItems), 'serviceAccountToken', (token) =>
        or(token, { expirationSeconds: tokenLifeSeconds }),
      ),
    ),
  ephemeral: (source) =>
    withPart(source, 'volumeClaimTemplate', (template) =>
      withPart(or(template, { metadata: {} }), 'spec', withClaimDefaults),
    ),
}

export const withClaimDefaults = (spec: Fields): Fields =>
  withPart(or(spec, { volumeMode: 'Filesystem' }), 'resources', canonicalResources)

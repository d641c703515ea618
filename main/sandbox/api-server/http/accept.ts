/** What the client wants to get: the first thing in its Accept header that the server has. */
export type Format = 'json' | 'table' | 'metadata' | 'metadata-list'

const formats: Readonly<Record<string, Format>> = {
  Table: 'table',
  PartialObjectMetadata: 'metadata',
  PartialObjectMetadataList: 'metadata-list',
}

export function formatOf(accept: string | undefined): Format {
  for (const one of (accept ?? '').split(',')) {
    const as = /;\s*as=(\w+)/.exec(one)?.[1]
    if (!/^\s*application\/json/.test(one)) continue
    if (as === undefined) return 'json'
    const found = formats[as]
    if (found !== undefined) return found
  }
  return 'json'
}

/** The media type of aggregated discovery that the client prefers; undefined when it wants the older lists. */
export function discoveryTypeOf(accept: string | undefined): 'v2' | 'v2beta1' | undefined {
  const match = /application\/json;g=apidiscovery\.k8s\.io;v=(v2|v2beta1);as=APIGroupDiscoveryList/.exec(
    accept ?? '',
  )
  return match === null ? undefined : (match[1] as 'v2' | 'v2beta1')
}

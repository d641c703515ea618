/** Type and help of metrics, from the HELP and TYPE lines of exposition texts. */
export interface MetricMetadata {
  type: string
  help: string
  unit: string
}

export function metadataOf(texts: readonly string[]): Record<string, MetricMetadata[]> {
  const found = new Map<string, MetricMetadata>()
  for (const text of texts) {
    for (const [, what, name = '', value = ''] of text.matchAll(/^# (HELP|TYPE) (\S+) (.*)$/gm)) {
      const known = found.get(name) ?? { type: 'unknown', help: '', unit: '' }
      found.set(name, { ...known, ...(what === 'HELP' ? { help: value } : { type: value }) })
    }
  }
  return Object.fromEntries([...found].map(([name, one]) => [name, [one]]))
}

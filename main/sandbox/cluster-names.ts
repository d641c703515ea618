const names = ['east', 'west', 'north', 'south']

/** What the clusters of a sandbox are called: their contexts, and their ids in the mesh. */
export function clusterNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => names[index] ?? `sandbox-${index + 1}`)
}

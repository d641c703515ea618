/** Where the sandbox answers otherwise and will stay so, by reason. A case that no longer differs fails until it goes from here. */
interface KnownDifference {
  readonly reason: string
  readonly cases: readonly string[]
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    reason: 'Only the first cause is told, or in fewer words; the fields are refused all the same.',
    cases: ['errors: most of a pod cannot change'],
  },
  {
    reason:
      "Ownership in a corner: an entry's time where nothing else changed, atomic objects inside of others, labels sent with a status.",
    cases: [
      'scales: applied without force',
      'scales: applied with the same number',
      'scales: of a custom resource that says no number',
    ],
  },
  {
    reason: 'Not simulated.',
    cases: ['subresources: what one may do'],
  },
  {
    reason: 'What is told about the kinds is less complete.',
    cases: ['watch forms: as a table of an older form'],
  },
]

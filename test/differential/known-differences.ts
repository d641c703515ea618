/** Where the sandbox answers otherwise and will stay so, by reason. A case that no longer differs fails until it goes from here. */
interface KnownDifference {
  readonly reason: string
  readonly cases: readonly string[]
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    reason: 'The refusal goes without the difference of Go structs that the real server adds.',
    cases: ['errors: most of a pod cannot change'],
  },
  {
    reason: 'Who owns the replicas of a scale that is applied, and in what words another owner is named.',
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

/** Where the sandbox answers otherwise and will stay so, by reason. A case that no longer differs fails until it goes from here. */
interface KnownDifference {
  readonly reason: string
  readonly cases: readonly string[]
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    reason: 'What a refused patch of a Scale shows of it has no managedFields.',
    cases: ['subresources: a scale that is no number'],
  },
  {
    reason: 'Only the first cause is told, or in fewer words; the fields are refused all the same.',
    cases: [
      'errors: most of a pod cannot change',
      'errors: a finalizer that is none',
      'patches: merge: the spec goes',
      'deletion: no finalizer is added to what is being deleted',
      'custom resources: the status with its subresource',
      'custom resources: the status without its subresource',
    ],
  },
  {
    reason: 'Not validated: the sandbox takes it.',
    cases: [
      'errors: an address that is taken',
      'custom resources: refused: two storage versions',
    ],
  },
  {
    reason: 'Defaults of kinds and fields that nothing in the sandbox reads.',
    cases: ['crud: Endpoints', 'crud: what the server keeps is not taken from the client'],
  },
  {
    reason:
      "Ownership in a corner: an entry's time where nothing else changed, atomic objects inside of others, labels sent with a status.",
    cases: [
      'subresources: the status of a custom resource',
      'scales: applied without force',
      'scales: applied with the same number',
      'scales: of a custom resource that says no number',
      'custom resources: a definition as it is stored',
    ],
  },
  {
    reason: 'Not simulated.',
    cases: ['subresources: what one may do'],
  },
  {
    reason: 'What is told about the kinds is less complete.',
    cases: [
      'watch starts: initial events as a table',
      'watch forms: as a table of an older form',
    ],
  },
]

import { Select } from '@mantine/core'
import { useEffect } from 'react'
import { core } from '../../bridge/client.ts'
import { useScope } from '../../bridge/scope-store.ts'
import { usePickedContexts } from '../../bridge/streams.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { usualNamespace } from './service-choice.ts'
import type { FieldsProps } from './use-flight-form.ts'

/** What hangs on the context and the namespace, and goes when these change. */
const nothingChosen = { service: '', deployment: '', pod: '', port: '' } as const

export function ContextField({ form, errors, edit }: FieldsProps) {
  const contexts = usePickedContexts().map((c) => c.name)
  const context = form.context === '' ? contexts[0] : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the contexts come, not whenever `edit` is made anew.
  useEffect(() => {
    if (context !== undefined) edit({ context })
  }, [context])
  return (
    <Select
      style={{ gridColumn: 'span 6' }}
      label="Context"
      searchable
      data={contexts}
      value={form.context || null}
      error={errors.context}
      nothingFoundMessage="No picked context"
      onChange={(name) => edit({ context: name ?? '', namespace: '', host: '', ...nothingChosen })}
    />
  )
}

export function NamespaceField({ form, errors, edit }: FieldsProps) {
  const scoped = useScope((scope) => scope.namespaces)
  const { data, failure, retry } = useQuery(`namespaces ${form.context}`, async (signal) =>
    form.context === '' ? [] : core.workloads.namespaces({ context: form.context }, { signal }),
  )
  const namespaces = data ?? []
  const usual = form.context !== '' && form.namespace === '' ? usualNamespace(namespaces, scoped) : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the namespaces come, not whenever `edit` is made anew.
  useEffect(() => {
    if (usual !== undefined) edit({ namespace: usual })
  }, [usual])
  return (
    <>
      <Select
        style={{ gridColumn: 'span 6' }}
        label="Namespace"
        searchable
        data={namespaces}
        value={form.namespace || null}
        error={errors.namespace}
        nothingFoundMessage="No namespace"
        onChange={(namespace) => edit({ namespace: namespace ?? '', ...nothingChosen })}
      />
      {failure !== null && (
        <div style={{ gridColumn: 'span 12', order: 1 }}>
          <FailureNotice failure={failure} onRetry={retry} />
        </div>
      )}
    </>
  )
}

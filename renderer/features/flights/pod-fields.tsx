import { Autocomplete, Select } from '@mantine/core'
import { core } from '../../bridge/client.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { ContextField, NamespaceField } from './place-fields.tsx'
import type { FieldsProps } from './use-flight-form.ts'

interface Choice {
  readonly name: string
  readonly ports: readonly number[]
  readonly ready?: boolean
}

const labels = { deployment: 'Deployment', pod: 'Pod' } as const
const notes = {
  deployment: 'Through a port-forward, spread over its ready pods; routes of the mesh do not apply.',
  pod: 'Through a port-forward to this pod alone; routes of the mesh do not apply.',
} as const

/** A Deployment or one pod, and a port of its containers. */
export function PodFields({ kind, ...props }: FieldsProps & { kind: 'deployment' | 'pod' }) {
  const { form, errors, edit } = props
  const { context, namespace } = form
  const asked = useQuery(`flight targets ${context} ${namespace}`, async (signal) =>
    context === '' || namespace === '' ? null : core.flights.targets({ context, namespace }, { signal }),
  )
  const choices: readonly Choice[] = (kind === 'pod' ? asked.data?.pods : asked.data?.deployments) ?? []
  const chosen = choices.find(({ name }) => name === form[kind])
  const first = chosen?.ports[0]
  return (
    <>
      <ContextField {...props} />
      <NamespaceField {...props} />
      <Select
        style={{ gridColumn: 'span 9' }}
        label={labels[kind]}
        searchable
        data={choices.map(({ name, ready = true }) => ({
          value: name,
          label: ready ? name : `${name} (not ready)`,
        }))}
        value={form[kind] || null}
        error={errors[kind]}
        nothingFoundMessage={`No ${kind} here`}
        onChange={(name) => edit({ [kind]: name ?? '', port: '' })}
      />
      <Autocomplete
        style={{ gridColumn: 'span 3' }}
        label="Port"
        placeholder={first === undefined ? 'its first' : String(first)}
        data={[...new Set(chosen?.ports.map(String))]}
        value={form.port}
        error={errors.port}
        onChange={(port) => edit({ port })}
      />
      {asked.failure !== null && (
        <div style={{ gridColumn: 'span 12' }}>
          <FailureNotice failure={asked.failure} onRetry={asked.retry} />
        </div>
      )}
      <p className="dim field-note">{notes[kind]}</p>
    </>
  )
}

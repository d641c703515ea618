import { Select, TextInput } from '@mantine/core'
import { useEffect } from 'react'
import type { ServiceChoice } from '#shared/contract/workloads.ts'
import { core } from '../../bridge/client.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { ContextField, NamespaceField } from './place-fields.tsx'
import { defaultService, portChoices } from './service-choice.ts'
import type { FieldsProps } from './use-flight-form.ts'

/** Of the form's context and namespace. */
export function useServices({ context, namespace }: FieldsProps['form']): readonly ServiceChoice[] {
  const services = useQuery(`services ${context} ${namespace}`, async (signal) =>
    context === '' || namespace === '' ? [] : core.workloads.services({ context, namespace }, { signal }),
  )
  return services.data ?? []
}

/** Context, namespace, service and port, each from what the cluster has. */
export function ServiceFields(props: FieldsProps) {
  const { form, errors, edit } = props
  const services = useServices(form)
  useDefaults(props, services)
  const chosen = services.find((s) => s.name === form.service)
  const ports = portChoices(chosen)
  return (
    <>
      <ContextField {...props} />
      <NamespaceField {...props} />
      <Select
        style={{ gridColumn: 'span 9' }}
        label="Service"
        searchable
        data={services.map((s) => s.name)}
        value={form.service || null}
        error={errors.service}
        nothingFoundMessage="No service here"
        onChange={(name) => {
          const service = services.find((s) => s.name === name)
          edit({ service: name ?? '', port: portChoices(service)[0] ?? '' })
        }}
      />
      {ports.length > 1 ? (
        <Select
          style={{ gridColumn: 'span 3' }}
          label="Port"
          allowDeselect={false}
          data={ports}
          value={form.port || null}
          error={errors.port}
          onChange={(port) => edit({ port: port ?? '' })}
        />
      ) : (
        <TextInput
          style={{ gridColumn: 'span 3' }}
          label="Port"
          value={form.port}
          error={errors.port}
          onChange={(event) => edit({ port: event.currentTarget.value })}
        />
      )}
      {chosen !== undefined && (
        <p className="dim field-note">
          {chosen.gatewayHosts.length > 0
            ? `Enters through the ingress gateway${asHost(chosen)}, so that routes apply.`
            : 'No gateway lets requests in to it: goes through a port-forward to its ready pods.'}
        </p>
      )}
    </>
  )
}

/** Nothing where its routes take any host. */
const asHost = ({ gatewayHosts: [host = '*'] }: ServiceChoice) => (host === '*' ? '' : ` as ${host}`)

/** Fills what has but one sensible answer, and the port of a service that was chosen elsewhere. */
function useDefaults({ form, edit }: FieldsProps, services: readonly ServiceChoice[]): void {
  const service = form.namespace !== '' && form.service === '' ? defaultService(services) : undefined
  const chosen = services.find((s) => s.name === form.service)
  const ports = portChoices(chosen)
  const port = chosen !== undefined && !ports.includes(form.port) ? ports[0] : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when an answer comes, not whenever `edit` is made anew.
  useEffect(() => {
    if (service !== undefined) edit({ service: service.name, port: portChoices(service)[0] ?? '' })
    else if (port !== undefined) edit({ port })
  }, [service?.name, port])
}

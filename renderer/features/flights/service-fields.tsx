import { Select, TextInput } from '@mantine/core'
import { useEffect } from 'react'
import { core } from '../../bridge/client.ts'
import { usePickedContexts } from '../../bridge/streams.ts'
import { useQuery } from '../../bridge/use-query.ts'
import type { FieldsProps } from './flight-dialog.tsx'
import { defaultService, portChoices } from './service-choice.ts'

/** Context, namespace, service and port, each from what the cluster has. */
export function ServiceFields({ form, errors, edit }: FieldsProps) {
  const contexts = usePickedContexts().map((c) => c.name)
  const { namespaces, services } = useChoices(form.context, form.namespace)
  useDefaults({ form, errors, edit }, contexts, namespaces, services)
  const chosen = services.find((s) => s.name === form.service)
  const ports = portChoices(chosen)
  return (
    <>
      <Select
        style={{ gridColumn: 'span 4' }}
        label="Context"
        searchable
        data={contexts}
        value={form.context || null}
        error={errors.context}
        nothingFoundMessage="No picked context"
        onChange={(context) => edit({ context: context ?? '', namespace: '', service: '', port: '' })}
      />
      <Select
        style={{ gridColumn: 'span 3' }}
        label="Namespace"
        searchable
        data={namespaces}
        value={form.namespace || null}
        error={errors.namespace}
        onChange={(namespace) => edit({ namespace: namespace ?? '', service: '', port: '' })}
      />
      <Select
        style={{ gridColumn: 'span 3' }}
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
          style={{ gridColumn: 'span 2' }}
          label="Port"
          allowDeselect={false}
          data={ports}
          value={form.port || null}
          error={errors.port}
          onChange={(port) => edit({ port: port ?? '' })}
        />
      ) : (
        <TextInput
          style={{ gridColumn: 'span 2' }}
          label="Port"
          value={form.port}
          error={errors.port}
          onChange={(event) => edit({ port: event.currentTarget.value })}
        />
      )}
      {chosen !== undefined && (
        <p className="dim" style={{ gridColumn: 'span 12', marginTop: -4 }}>
          {chosen.gatewayHosts.length > 0
            ? `Enters through the ingress gateway as ${chosen.gatewayHosts[0]}, so that routes apply.`
            : 'No gateway lets requests in to it: goes through a port-forward to a ready pod.'}
        </p>
      )}
    </>
  )
}

function useChoices(context: string, namespace: string) {
  const namespaces = useQuery(`namespaces ${context}`, async (signal) =>
    context === '' ? [] : core.workloads.namespaces({ context }, { signal }),
  )
  const services = useQuery(`services ${context} ${namespace}`, async (signal) =>
    context === '' || namespace === '' ? [] : core.workloads.services({ context, namespace }, { signal }),
  )
  return { namespaces: namespaces.data ?? [], services: services.data ?? [] }
}

/** Fills what has but one sensible answer, and the port of a service that was chosen elsewhere. */
function useDefaults(
  { form, edit }: FieldsProps,
  contexts: readonly string[],
  namespaces: readonly string[],
  services: Parameters<typeof defaultService>[0],
): void {
  const context = form.context === '' ? contexts[0] : undefined
  const namespace =
    form.context !== '' && form.namespace === ''
      ? namespaces.find((n) => !isSystem(n) && n !== 'default')
      : undefined
  const service = form.namespace !== '' && form.service === '' ? defaultService(services) : undefined
  const chosen = services.find((s) => s.name === form.service)
  const ports = portChoices(chosen)
  const port = chosen !== undefined && !ports.includes(form.port) ? ports[0] : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when an answer comes, not whenever `edit` is made anew.
  useEffect(() => {
    if (context !== undefined) edit({ context })
    else if (namespace !== undefined) edit({ namespace })
    else if (service !== undefined) edit({ service: service.name, port: portChoices(service)[0] ?? '' })
    else if (port !== undefined) edit({ port })
  }, [context, namespace, service?.name, port])
}

const isSystem = (namespace: string) => /^(kube-|istio-system$)/.test(namespace)

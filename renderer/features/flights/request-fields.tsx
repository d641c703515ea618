import { Autocomplete, Select, TextInput } from '@mantine/core'
import { useEffect } from 'react'
import { useFlights } from '../../bridge/streams.ts'
import { methods, requestKinds } from './flight-form.ts'
import { useGatewayHosts } from './gateway-fields.tsx'
import { pathsFlown } from './past-flights.ts'
import { speaksTls } from './plan-form.ts'
import { pathChoices } from './service-choice.ts'
import { useServices } from './service-fields.tsx'
import type { FieldsProps } from './use-flight-form.ts'

const kindNames = {
  http1: 'HTTP/1.1',
  http2: 'HTTP/2',
  grpc: 'gRPC call',
  'grpc-health': 'gRPC health check',
} as const

/** The protocol, and what it needs to name a request. */
export function RequestFields(props: FieldsProps) {
  const { form, edit } = props
  return (
    <>
      <Select
        style={{ gridColumn: 'span 3' }}
        label="Protocol"
        allowDeselect={false}
        data={requestKinds.map((value) => ({ value, label: kindNames[value] }))}
        value={form.request}
        onChange={(kind) => edit({ request: requestKinds.find((one) => one === kind) ?? 'http1' })}
      />
      {form.request === 'grpc' && <GrpcFields {...props} />}
      {form.request === 'grpc-health' && <HealthField {...props} />}
      {form.request.startsWith('http') && <HttpFields {...props} />}
      {form.request !== 'http1' && (
        <p className="dim field-note">
          {speaksTls(form)
            ? 'HTTP/2 is agreed on in the TLS handshake.'
            : 'HTTP/2 is spoken at once, without TLS (h2c).'}{' '}
          Up to about 15,000 requests a second and thread.
        </p>
      )}
    </>
  )
}

function HttpFields({ form, errors, edit }: FieldsProps) {
  const paths = usePaths({ form, errors, edit })
  return (
    <>
      <Select
        style={{ gridColumn: 'span 2' }}
        label="Method"
        allowDeselect={false}
        data={[...methods]}
        value={form.method}
        onChange={(method) => method !== null && edit({ method })}
      />
      {form.kind !== 'url' && (
        <Autocomplete
          style={{ gridColumn: 'span 7' }}
          label="Path"
          data={paths}
          // All of them, whatever stands there already: they are choices, not completions.
          filter={({ options }) => options}
          value={form.path}
          error={errors.path}
          onChange={(path) => edit({ path })}
        />
      )}
    </>
  )
}

/** What the routes to the target name; the first of these stands there until somebody says otherwise. */
function usePaths({ form, edit }: FieldsProps): string[] {
  const services = useServices(form)
  const hosts = useGatewayHosts(form).data ?? []
  const runs = useFlights().data ?? []
  const named =
    form.kind === 'service'
      ? services.find(({ name }) => name === form.service)?.paths
      : form.kind === 'gateway'
        ? hosts.find(({ host }) => host === form.host)?.paths
        : undefined
  const first = form.path === '/' && named?.includes('/') !== true ? named?.[0] : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each target, so that a `/` that is typed stays.
  useEffect(() => {
    if (first !== undefined) edit({ path: first })
  }, [form.service, form.host, named === undefined])
  return pathChoices(named ?? [], pathsFlown(runs, form))
}

function GrpcFields({ form, errors, edit }: FieldsProps) {
  return (
    <>
      <TextInput
        style={{ gridColumn: 'span 5' }}
        label="Call"
        placeholder="package.Service/Method"
        value={form.grpcMethod}
        error={errors.grpc}
        onChange={(event) => edit({ grpcMethod: event.currentTarget.value })}
      />
      <TextInput
        style={{ gridColumn: 'span 4' }}
        label="Message, encoded"
        placeholder="empty, hex:… or base64:…"
        value={form.grpcMessage}
        onChange={(event) => edit({ grpcMessage: event.currentTarget.value })}
      />
    </>
  )
}

function HealthField({ form, errors, edit }: FieldsProps) {
  return (
    <TextInput
      style={{ gridColumn: 'span 9' }}
      label="Service to check"
      placeholder="the server as a whole"
      value={form.grpcService}
      error={errors.grpcService ?? errors.grpc}
      onChange={(event) => edit({ grpcService: event.currentTarget.value })}
    />
  )
}

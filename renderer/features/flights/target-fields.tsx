import { SegmentedControl, TextInput } from '@mantine/core'
import { targetKinds } from './flight-form.ts'
import { GatewayFields } from './gateway-fields.tsx'
import { PodFields } from './pod-fields.tsx'
import { ServiceFields } from './service-fields.tsx'
import type { FieldsProps } from './use-flight-form.ts'

const kindNames = {
  service: 'Service',
  gateway: 'Gateway host',
  deployment: 'Deployment',
  pod: 'Pod',
  url: 'URL',
} as const

/** Where the requests go. */
export function TargetFields(props: FieldsProps) {
  const { form, errors, edit } = props
  return (
    <>
      <div style={{ gridColumn: 'span 12' }}>
        <SegmentedControl
          aria-label="Kind of target"
          data={targetKinds.map((value) => ({ value, label: kindNames[value] }))}
          value={form.kind}
          onChange={(kind) => edit({ kind: targetKinds.find((one) => one === kind) ?? 'service' })}
        />
      </div>
      {form.kind === 'service' && <ServiceFields {...props} />}
      {form.kind === 'gateway' && <GatewayFields {...props} />}
      {(form.kind === 'deployment' || form.kind === 'pod') && (
        <PodFields key={form.kind} kind={form.kind} {...props} />
      )}
      {form.kind === 'url' && (
        <TextInput
          data-autofocus
          style={{ gridColumn: 'span 12' }}
          label="URL"
          placeholder="http://127.0.0.1:8080/productpage"
          value={form.url}
          error={errors.url}
          onChange={(event) => edit({ url: event.currentTarget.value })}
        />
      )}
    </>
  )
}

import { SegmentedControl, TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
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
  const kinds = useRef<HTMLDivElement>(null)
  // The dialog would begin with its Close, and Enter is to send.
  useEffect(() => kinds.current?.querySelector('input:checked')?.setAttribute('data-autofocus', ''), [])
  return (
    <>
      <div style={{ gridColumn: 'span 12' }} ref={kinds}>
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

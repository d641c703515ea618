import { Autocomplete } from '@mantine/core'
import { useEffect } from 'react'
import { core } from '../../bridge/client.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { ContextField } from './place-fields.tsx'
import type { FieldsProps } from './use-flight-form.ts'

/** Hosts under which the gateways of the form's context let requests in. */
export function useGatewayHosts({ context, kind }: FieldsProps['form']) {
  const asked = kind === 'gateway' && context !== ''
  const hosts = useQuery(`gateway hosts ${asked ? context : ''}`, async (signal) =>
    asked ? core.flights.hosts({ context }, { signal }) : [],
  )
  return hosts
}

/** The ingress gateway of a context, with a host that something there routes, or any other. */
export function GatewayFields(props: FieldsProps) {
  const { form, errors, edit } = props
  const asked = useGatewayHosts(form)
  const hosts = asked.data ?? []
  const first = form.host === '' ? hosts[0]?.host : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the hosts come, not whenever `edit` is made anew.
  useEffect(() => {
    if (first !== undefined) edit({ host: first })
  }, [asked.data])
  const chosen = hosts.find(({ host }) => host === form.host)
  return (
    <>
      <ContextField {...props} />
      <Autocomplete
        style={{ gridColumn: 'span 6' }}
        label="Host"
        placeholder="bookinfo.example.com"
        data={hosts.map(({ host }) => host)}
        value={form.host}
        error={errors.host}
        onChange={(host) => edit({ host })}
      />
      <p className="dim field-note">{noteOf(chosen?.from, asked.data === null, hosts.length)}</p>
    </>
  )
}

function noteOf(from: string | undefined, pending: boolean, count: number): string {
  if (from !== undefined) return `Through the ingress gateway; ${from} routes this host.`
  if (pending) return 'Looking for the hosts that its gateways let in …'
  return count === 0
    ? 'Through the ingress gateway. No VirtualService or HTTPRoute there names a host.'
    : 'Through the ingress gateway. No VirtualService or HTTPRoute there names this host.'
}

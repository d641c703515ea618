import { Select, TextInput } from '@mantine/core'
import { useFlights } from '../../bridge/streams.ts'
import { isClosedForm } from './flight-form.ts'
import { connectionsHint } from './form-summary.ts'
import { lastP99At } from './past-flights.ts'
import { looksUp, takesProxy } from './plan-form.ts'
import type { FieldsProps } from './use-flight-form.ts'

/** How many, how long each may take, and what becomes of a request that finds none free. */
export function ConnectionFields({ form, errors, edit }: FieldsProps) {
  const runs = useFlights().data ?? []
  const hint = connectionsHint(form, lastP99At(runs, form))
  const shared = form.request !== 'http1'
  return (
    <>
      <TextInput
        style={{ gridColumn: 'span 4' }}
        label={shared ? 'In flight, at most' : 'Connections, at most'}
        value={form.connections}
        error={errors.connections}
        onChange={(event) => edit({ connections: event.currentTarget.value })}
      />
      <TextInput
        style={{ gridColumn: 'span 4' }}
        label="Timeout of a request"
        value={form.timeout}
        error={errors.timeout}
        onChange={(event) => edit({ timeout: event.currentTarget.value })}
      />
      {!shared && (
        <TextInput
          style={{ gridColumn: 'span 4' }}
          label="Requests per connection"
          placeholder="as many as it takes"
          value={form.requestsPerConnection}
          error={errors.requestsPerConnection}
          onChange={(event) => edit({ requestsPerConnection: event.currentTarget.value })}
        />
      )}
      {hint !== null && <p className={`field-note ${hint.enough ? 'dim' : 'tone-degraded'}`}>{hint.words}</p>}
      <TextInput
        style={{ gridColumn: 'span 4' }}
        label="Age of a connection, at most"
        placeholder="as old as it gets"
        value={form.connectionAge}
        error={errors.connectionAge}
        onChange={(event) => edit({ connectionAge: event.currentTarget.value })}
      />
      {!isClosedForm(form) && (
        <Select
          style={{ gridColumn: 'span 8' }}
          label="When none is free at the time"
          allowDeselect={false}
          data={[
            { value: 'late', label: 'Send it late, and count its response time from when it was due' },
            { value: 'skip', label: 'Skip it, and count how many were' },
          ]}
          value={form.skipMissed ? 'skip' : 'late'}
          error={errors.skipMissed}
          onChange={(choice) => edit({ skipMissed: choice === 'skip' })}
        />
      )}
      {takesProxy(form) && (
        <TextInput
          style={{ gridColumn: 'span 8' }}
          label="Proxy"
          placeholder="none; the environment's is not used"
          value={form.proxy}
          error={errors.proxy}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => edit({ proxy: event.currentTarget.value })}
        />
      )}
      {looksUp(form) && (
        <Select
          style={{ gridColumn: 'span 4' }}
          label="Its name is looked up"
          allowDeselect={false}
          data={[
            { value: 'once', label: 'once, before' },
            { value: 'each', label: 'for each connection' },
          ]}
          value={form.lookUpEach ? 'each' : 'once'}
          error={errors.lookUpEach}
          onChange={(choice) => edit({ lookUpEach: choice === 'each' })}
        />
      )}
    </>
  )
}

import { Select, TextInput } from '@mantine/core'
import type { FieldsProps } from './use-flight-form.ts'

/** Whether requests wait for answers. */
export function ModelField({ form, errors, edit }: FieldsProps) {
  if (form.max) return null
  return (
    <Select
      style={{ gridColumn: 'span 12' }}
      label="Model"
      allowDeselect={false}
      data={[
        { value: 'open', label: 'Open: sent when due, whether or not answers have come' },
        { value: 'closed', label: 'Closed: each connection waits for its answer, then for its turn' },
      ]}
      value={form.closed ? 'closed' : 'open'}
      error={errors.closed}
      onChange={(choice) => edit({ closed: choice === 'closed' })}
    />
  )
}

/** What happens before the flight counts, and how exactly it keeps its times. */
export function PaceFields({ form, errors, edit }: FieldsProps) {
  return (
    <>
      {!form.max && (
        <Select
          style={{ gridColumn: 'span 8' }}
          label="Pacing"
          allowDeselect={false}
          data={[
            { value: 'usual', label: 'Usual: within a tenth of a millisecond, sparing the processor' },
            { value: 'precise', label: 'Precise: within a hundredth, for a whole core of an idle machine' },
          ]}
          value={form.precise ? 'precise' : 'usual'}
          error={errors.precise}
          onChange={(choice) => edit({ precise: choice === 'precise' })}
        />
      )}
      <TextInput
        style={{ gridColumn: 'span 4' }}
        label="Warm-up before, not counted"
        placeholder="none"
        value={form.warmUp}
        error={errors.warmUp}
        onChange={(event) => edit({ warmUp: event.currentTarget.value })}
      />
    </>
  )
}

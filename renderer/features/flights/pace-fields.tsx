import { Select, TextInput } from '@mantine/core'
import type { FieldsProps } from './use-flight-form.ts'

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

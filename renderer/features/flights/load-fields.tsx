import { Checkbox, TextInput } from '@mantine/core'
import { isClosedForm } from './flight-form.ts'
import { loadSentence } from './form-summary.ts'
import type { FieldsProps } from './use-flight-form.ts'

/** How much, and for how long. */
export function LoadFields({ form, errors, edit }: FieldsProps) {
  const staged = form.stages.length > 0 && !isClosedForm(form)
  return (
    <>
      <div style={{ gridColumn: 'span 3' }}>
        <TextInput
          label={staged ? 'Rate at the start, req/s' : 'Rate, req/s'}
          value={form.max ? '' : form.rate}
          placeholder={form.max ? 'no limit' : ''}
          disabled={form.max}
          error={errors.rate}
          onChange={(event) => edit({ rate: event.currentTarget.value })}
        />
        <Checkbox
          mt={6}
          label="As fast as it goes"
          checked={form.max}
          onChange={(event) => edit({ max: event.currentTarget.checked })}
        />
      </div>
      <div style={{ gridColumn: 'span 3' }}>
        <TextInput
          label="Duration"
          value={form.continuous || staged ? '' : form.duration}
          placeholder={staged ? 'that of its stages' : form.continuous ? 'until stopped' : ''}
          disabled={form.continuous || staged}
          error={errors.duration}
          onChange={(event) => edit({ duration: event.currentTarget.value })}
        />
        <Checkbox
          mt={6}
          label="Continuous"
          disabled={staged}
          checked={form.continuous && !staged}
          onChange={(event) => edit({ continuous: event.currentTarget.checked })}
        />
      </div>
      <p className="second load-sentence">{loadSentence(form)}</p>
    </>
  )
}

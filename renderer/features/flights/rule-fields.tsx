import { Checkbox, Textarea } from '@mantine/core'
import { ruleLines } from './plan-form.ts'
import type { FieldsProps } from './use-flight-form.ts'

/** What the flight must keep to pass. */
export function RuleFields({ form, errors, edit }: FieldsProps) {
  return (
    <div>
      <Textarea
        label="Rules"
        description="One a line; the flight passes when all hold."
        placeholder={'p99<250ms\nerrors<1%'}
        autosize
        minRows={2}
        maxRows={6}
        styles={{ input: { fontFamily: 'var(--av-mono)', fontSize: 12 } }}
        value={form.rules}
        error={errors.rules}
        onChange={(event) => edit({ rules: event.currentTarget.value })}
      />
      {ruleLines(form.rules).length > 0 && (
        <Checkbox
          mt={6}
          label="Stop as soon as a rule is lost"
          checked={form.abort}
          onChange={(event) => edit({ abort: event.currentTarget.checked })}
        />
      )}
    </div>
  )
}

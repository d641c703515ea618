import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { FieldsProps } from './use-flight-form.ts'

export function HeaderRows({ form, errors, edit }: FieldsProps) {
  const change = (at: number, part: { name?: string; value?: string }) =>
    edit({ headers: form.headers.map((h, index) => (index === at ? { ...h, ...part } : h)) })
  return (
    <div style={{ gridColumn: 'span 12' }}>
      {form.headers.map((header, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their place while they are typed.
        <div className="row" key={index} style={{ marginBottom: 6 }}>
          <TextInput
            aria-label={`Header ${index + 1} name`}
            placeholder="Header"
            w={200}
            value={header.name}
            onChange={(event) => change(index, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`Header ${index + 1} value`}
            placeholder="Value"
            style={{ flex: 1 }}
            value={header.value}
            onChange={(event) => change(index, { value: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove header ${index + 1}`}
            onClick={() => edit({ headers: form.headers.filter((_, at) => at !== index) })}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button onClick={() => edit({ headers: [...form.headers, { name: '', value: '' }] })}>
        Add header
      </Button>
      {errors.headers !== undefined && <p className="tone-failing">{errors.headers}</p>}
    </div>
  )
}

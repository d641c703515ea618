import { Button, Checkbox, FileButton, TextInput } from '@mantine/core'
import { plural } from '../../ui/format.ts'
import type { FieldsProps } from './use-flight-form.ts'

const files = [
  { field: 'ca', label: 'CAs to trust', none: "those of this machine's Node" },
  { field: 'cert', label: 'Client certificate', none: 'none' },
  { field: 'key', label: "The certificate's key", none: 'none; it is never saved' },
] as const

/** How the other end is trusted, and who we are to it. */
export function TlsFields({ form, errors, edit }: FieldsProps) {
  return (
    <>
      {files.map(({ field, label, none }) => (
        <PemField
          key={field}
          label={label}
          none={none}
          text={form[field]}
          onChange={(text) => edit({ [field]: text })}
        />
      ))}
      <TextInput
        style={{ gridColumn: 'span 6' }}
        label="Server name (SNI)"
        placeholder="that of the URL"
        value={form.servername}
        onChange={(event) => edit({ servername: event.currentTarget.value })}
      />
      <div style={{ gridColumn: 'span 12' }}>
        <Checkbox
          label="Take any certificate, unverified"
          checked={form.insecure}
          onChange={(event) => edit({ insecure: event.currentTarget.checked })}
        />
        {form.insecure && (
          <p className="tone-degraded" style={{ marginTop: 4 }}>
            Whoever answers is believed. The run will say that its certificate was not verified.
          </p>
        )}
      </div>
      {errors.tls !== undefined && <p className="tone-failing field-note">{errors.tls}</p>}
    </>
  )
}

interface PemProps {
  label: string
  none: string
  text: string
  onChange: (text: string) => void
}

function PemField({ label, none, text, onChange }: PemProps) {
  const certificates = text.match(/-----BEGIN /g)?.length ?? 0
  return (
    <div className="row pem">
      <span className="pem-label">{label}</span>
      <FileButton
        accept=".pem,.crt,.cer,.key,text/plain"
        onChange={(file) => {
          if (file !== null) void file.text().then(onChange)
        }}
      >
        {(props) => (
          <Button {...props} aria-label={`Choose a file: ${label}`}>
            Choose file…
          </Button>
        )}
      </FileButton>
      <span className="second">{text === '' ? none : `${plural(certificates, 'PEM block')} read`}</span>
      {text !== '' && (
        <Button aria-label={`Remove: ${label}`} onClick={() => onChange('')}>
          Remove
        </Button>
      )}
    </div>
  )
}

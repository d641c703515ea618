import { Textarea } from '@mantine/core'
import type { ReactNode } from 'react'
import { AdvancedSection } from './advanced-section.tsx'
import { ConnectionFields } from './connection-fields.tsx'
import { isClosedForm } from './flight-form.ts'
import { type SectionName, sectionSummary } from './form-summary.ts'
import { HeaderRows } from './header-rows.tsx'
import { ModelField, PaceFields } from './pace-fields.tsx'
import { type ErrorField, speaksTls } from './plan-form.ts'
import { StageFields } from './stage-fields.tsx'
import { TlsFields } from './tls-fields.tsx'
import type { FieldsProps } from './use-flight-form.ts'

const fieldsOf: Readonly<Record<SectionName, readonly ErrorField[]>> = {
  request: ['headers', 'body'],
  load: ['closed', 'stages', 'random', 'seed', 'warmUp', 'precise'],
  connections: [
    'connections',
    'timeout',
    'requestsPerConnection',
    'connectionAge',
    'skipMissed',
    'proxy',
    'lookUpEach',
  ],
  tls: ['tls'],
}

/** The children are sections too, and stand last. */
export function AdvancedSections({ children, ...props }: FieldsProps & { children: ReactNode }) {
  const { form, errors, edit } = props
  const of = (section: SectionName) => ({
    summary: sectionSummary(section, form),
    problem: fieldsOf[section].map((field) => errors[field]).find((words) => words !== undefined),
  })
  return (
    <div className="advanced-sections">
      <AdvancedSection title="Headers and body" {...of('request')}>
        <HeaderRows {...props} />
        {form.request.startsWith('http') && (
          <Textarea
            style={{ gridColumn: 'span 12' }}
            label="Body"
            autosize
            minRows={2}
            maxRows={8}
            styles={{ input: { fontFamily: 'var(--av-mono)', fontSize: 12 } }}
            value={form.body}
            error={errors.body}
            onChange={(event) => edit({ body: event.currentTarget.value })}
          />
        )}
      </AdvancedSection>
      <AdvancedSection title="Load over time" {...of('load')}>
        <ModelField {...props} />
        {!isClosedForm(form) && <StageFields {...props} />}
        <PaceFields {...props} />
      </AdvancedSection>
      <AdvancedSection title="Connections" {...of('connections')}>
        <ConnectionFields {...props} />
      </AdvancedSection>
      {speaksTls(form) && (
        <AdvancedSection title="TLS" warns={form.insecure} {...of('tls')}>
          <TlsFields {...props} />
        </AdvancedSection>
      )}
      {children}
    </div>
  )
}

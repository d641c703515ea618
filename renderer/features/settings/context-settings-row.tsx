import { memo, useState } from 'react'
import type { ContextState } from '#shared/contract/contexts.ts'
import { changeSettings } from '../../bridge/settings-store.ts'
import { useCall } from '../../bridge/use-call.ts'
import { ContextName } from '../../ui/context-name.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { type ContextSettings, changed, prometheusProblem, rateCapProblem } from './context-form.ts'

interface Props {
  context: ContextState
  own: ContextSettings | undefined
}

const none: ContextSettings = {}

/** Plain inputs: there may be hundreds of these rows. */
export const ContextSettingsRow = memo(function ContextSettingsRow({ context, own = none }: Props) {
  const { name } = context
  const save = useCall((part: ContextSettings) =>
    changeSettings({ contexts: { [name]: changed(own, part) } }),
  )
  return (
    <>
      <tr>
        <td>
          <input
            type="color"
            className="colour"
            aria-label={`Colour of ${name}`}
            value={context.colour}
            onChange={(event) => void save.run({ colour: event.currentTarget.value })}
          />
        </td>
        <td>
          <ContextName name={name} colour={context.colour} protected={context.protected} />
        </td>
        <td>
          <Tick
            label={`${name} is protected`}
            checked={own.protected ?? false}
            onChange={(on) => void save.run({ protected: on })}
          />
        </td>
        <td>
          <Tick
            label={`${name} is read-only`}
            checked={own.readOnly ?? false}
            onChange={(on) => void save.run({ readOnly: on })}
          />
        </td>
        <td>
          <SavedText
            label={`Rate cap of ${name}, req/s`}
            placeholder="none"
            saved={own.rateCap === undefined ? '' : String(own.rateCap)}
            problemOf={rateCapProblem}
            onSave={(text) => void save.run({ rateCap: text === '' ? undefined : Number(text) })}
          />
        </td>
        <td>
          <SavedText
            label={`Prometheus URL of ${name}`}
            placeholder="found by itself"
            saved={own.prometheus ?? ''}
            problemOf={prometheusProblem}
            onSave={(prometheus) => void save.run({ prometheus })}
          />
        </td>
      </tr>
      {save.failure !== null && (
        <tr>
          <td colSpan={6}>
            <FailureNotice failure={save.failure} about={name} />
          </td>
        </tr>
      )}
    </>
  )
})

function Tick({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange: (on: boolean) => void
}) {
  return (
    <input
      type="checkbox"
      className="check"
      aria-label={label}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

interface SavedTextProps {
  label: string
  placeholder: string
  saved: string
  problemOf: (text: string) => string | null
  onSave: (text: string) => void
}

/** Saved on Enter or when the field is left, and only when nothing is wrong with it. */
function SavedText({ label, placeholder, saved, problemOf, onSave }: SavedTextProps) {
  const [text, setText] = useState<string | null>(null)
  const value = text ?? saved
  const problem = problemOf(value)
  const commit = () => {
    if (text === null || problem !== null) return
    if (text.trim() !== saved) onSave(text.trim())
    setText(null)
  }
  return (
    <>
      <input
        type="text"
        className="plain-input"
        aria-label={label}
        aria-invalid={problem !== null}
        placeholder={placeholder}
        spellCheck={false}
        value={value}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit()
          if (event.key === 'Escape') setText(null)
        }}
      />
      {problem !== null && (
        <div className="tone-failing" role="alert">
          {problem}
        </div>
      )}
    </>
  )
}

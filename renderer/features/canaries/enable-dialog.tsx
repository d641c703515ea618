import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { core } from '../../bridge/client.ts'
import type { WorkloadRef } from '../../bridge/dialog-store.ts'
import { needsName } from '../../bridge/guard.ts'
import { go } from '../../bridge/route.ts'
import { useContexts, useWorkloads } from '../../bridge/streams.ts'
import { useCall } from '../../bridge/use-call.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import './canaries.css'
import {
  defaultEnableForm,
  type EnableErrors,
  type EnableForm,
  enableErrors,
  enableInput,
  planWords,
  workloadRef,
} from './enable-form.ts'

interface Props {
  workload: WorkloadRef | null
  onClose: () => void
}

const fields: readonly { key: keyof EnableForm; label: string }[] = [
  { key: 'stepWeight', label: 'Step, %' },
  { key: 'maxWeight', label: 'Greatest weight, %' },
  { key: 'interval', label: 'Every, s' },
  { key: 'minSuccessRate', label: 'Success rate at least, %' },
  { key: 'maxDurationMs', label: 'Duration p99 at most, ms' },
  { key: 'threshold', label: 'Failed checks to roll back' },
]

export function EnableDialog({ workload, onClose }: Props) {
  const { form, errors, edit, typed, setTyped, mustType, enable } = useEnableForm(workload, onClose)
  const choices = useTargets()
  return (
    <Modal opened onClose={onClose} title="Enable canary" size={600}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void enable.run()
        }}
      >
        <div className="form-grid">
          <Select
            data-autofocus={workload === null || undefined}
            style={{ gridColumn: 'span 12' }}
            label="Deployment"
            searchable
            data={choices}
            value={form.workload || null}
            error={errors.workload}
            nothingFoundMessage="No deployment of that name"
            onChange={(value) => edit({ workload: value ?? '' })}
          />
          {fields.map(({ key, label }) => (
            <TextInput
              key={key}
              data-autofocus={(workload !== null && key === 'stepWeight') || undefined}
              style={{ gridColumn: 'span 4' }}
              label={label}
              inputMode="decimal"
              value={form[key]}
              disabled={form.spec.trim() !== ''}
              error={errors[key]}
              onChange={(event) => edit({ [key]: event.currentTarget.value })}
            />
          ))}
          <p className="second" style={{ gridColumn: 'span 12' }}>
            {form.spec.trim() === '' ? planWords(form) : 'As the YAML below says.'}
          </p>
          <details style={{ gridColumn: 'span 12' }} className="spec-box">
            <summary>Advanced: a Flagger Canary as YAML</summary>
            <Textarea
              mt={6}
              aria-label="Flagger Canary as YAML"
              autosize
              minRows={6}
              maxRows={16}
              spellCheck={false}
              value={form.spec}
              onChange={(event) => edit({ spec: event.currentTarget.value })}
            />
          </details>
          {mustType !== null && (
            <TextInput
              style={{ gridColumn: 'span 12' }}
              label={`${mustType} is protected. Type its name to go on`}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </div>
        {enable.failure !== null && (
          <div style={{ marginTop: 12 }}>
            <FailureNotice failure={enable.failure} />
          </div>
        )}
        <div className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="filled"
            loading={enable.pending}
            disabled={mustType !== null && typed !== mustType}
          >
            Enable canary
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function useEnableForm(workload: WorkloadRef | null, onClose: () => void) {
  const [form, setForm] = useState<EnableForm>({
    ...defaultEnableForm,
    workload: workload === null ? '' : `${workload.context}/${workload.namespace}/${workload.name}`,
  })
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const contexts = useContexts().data?.contexts ?? []
  const { context } = workloadRef(form.workload)
  const mustType = needsName(contexts, context) ? context : null
  const all = enableErrors(form)
  // An empty choice is not yet a mistake.
  const errors: EnableErrors = tried || all.workload === undefined ? all : withoutWorkload(all)
  const enable = useCall(async () => {
    setTried(true)
    const input = enableInput(form)
    if (input === null) return
    const view = await core.canaries.enable(mustType === null ? input : { ...input, confirm: typed })
    onClose()
    go({ page: 'canary', context: view.context, namespace: view.namespace, name: view.name })
  })
  const edit = (part: Partial<EnableForm>) => setForm((known) => ({ ...known, ...part }))
  return { form, errors, edit, typed, setTyped, mustType, enable }
}

function withoutWorkload({ workload: _missing, ...rest }: EnableErrors): EnableErrors {
  return rest
}

/** Deployments without a canary, grouped by context and namespace. */
function useTargets() {
  const workloads = (useWorkloads().data?.workloads ?? []).filter((w) => w.canary === null)
  const groups = new Map<string, { value: string; label: string }[]>()
  for (const w of workloads) {
    const group = `${w.context} / ${w.namespace}`
    const items = groups.get(group) ?? []
    items.push({ value: `${w.context}/${w.namespace}/${w.name}`, label: w.name })
    groups.set(group, items)
  }
  return [...groups].map(([group, items]) => ({ group, items }))
}

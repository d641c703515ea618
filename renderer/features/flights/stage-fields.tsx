import { ActionIcon, Button, Checkbox, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { StageRow } from './flight-form.ts'
import { parseDuration, rateOf } from './form-values.ts'
import { PlannedRateChart } from './planned-rate-chart.tsx'
import { preset, presetNames } from './stage-presets.ts'
import type { FieldsProps } from './use-flight-form.ts'

/** The rate over time, with a picture of it, and how requests are spread. */
export function StageFields(props: FieldsProps) {
  const { form, errors, edit } = props
  const begin = (name: (typeof presetNames)[number]) =>
    edit(preset(name, rateOf(form.rate) ?? 100, parseDuration(form.duration) ?? 30))
  const change = (at: number, part: Partial<StageRow>) =>
    edit({ stages: form.stages.map((stage, index) => (index === at ? { ...stage, ...part } : stage)) })
  const add = () => {
    const rate = form.stages.at(-1)?.rate ?? form.rate
    edit({ stages: [...form.stages, { ramp: false, rate, duration: '30 s' }] })
  }
  return (
    <>
      <PlannedRateChart form={form} />
      <div style={{ gridColumn: 'span 12' }}>
        {form.stages.map((stage, at) => (
          <StageLine
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their place while they are typed.
            key={at}
            at={at}
            stage={stage}
            change={(part) => change(at, part)}
            remove={() => edit({ stages: form.stages.filter((_, index) => index !== at) })}
          />
        ))}
        <div className="row">
          <Button onClick={add}>Add stage</Button>
          {form.stages.length === 0 ? (
            <>
              <span className="dim">or begin with</span>
              {presetNames.map((name) => (
                <Button key={name} onClick={() => begin(name)}>
                  {name}
                </Button>
              ))}
            </>
          ) : (
            <Button onClick={() => edit({ stages: [] })}>Steady rate</Button>
          )}
        </div>
        {errors.stages !== undefined && <p className="tone-failing">{errors.stages}</p>}
      </div>
      <Checkbox
        style={{ gridColumn: 'span 8', alignSelf: 'center' }}
        label="At random, as independent users come (Poisson)"
        checked={form.random}
        error={errors.random}
        onChange={(event) => edit({ random: event.currentTarget.checked })}
      />
      {form.random && (
        <TextInput
          style={{ gridColumn: 'span 4' }}
          label="Seed"
          placeholder="of the moment"
          value={form.seed}
          error={errors.seed}
          onChange={(event) => edit({ seed: event.currentTarget.value })}
        />
      )}
    </>
  )
}

interface LineProps {
  at: number
  stage: StageRow
  change: (part: Partial<StageRow>) => void
  remove: () => void
}

function StageLine({ at, stage, change, remove }: LineProps) {
  const name = `Stage ${at + 1}`
  return (
    <div className="row" style={{ marginBottom: 6 }}>
      <Select
        aria-label={`${name}, how`}
        w={150}
        allowDeselect={false}
        data={[
          { value: 'step', label: 'step to' },
          { value: 'ramp', label: 'ramp to' },
        ]}
        value={stage.ramp ? 'ramp' : 'step'}
        onChange={(how) => change({ ramp: how === 'ramp' })}
      />
      <TextInput
        aria-label={`${name}, req/s`}
        w={110}
        value={stage.rate}
        onChange={(event) => change({ rate: event.currentTarget.value })}
      />
      <span className="dim">req/s, for</span>
      <TextInput
        aria-label={`${name}, time`}
        w={100}
        value={stage.duration}
        onChange={(event) => change({ duration: event.currentTarget.value })}
      />
      <ActionIcon variant="subtle" color="gray" aria-label={`Remove stage ${at + 1}`} onClick={remove}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  )
}

import { Button, Checkbox, SegmentedControl, Select, TextInput } from '@mantine/core'
import { type FlightTool, type HandOverInput, toolImages } from '#shared/model/hand-over.ts'
import { core } from '../../bridge/client.ts'
import { usePickedContexts } from '../../bridge/streams.ts'
import { useCall } from '../../bridge/use-call.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import type { FlightForm } from './flight-form.ts'
import { flyFroms, fromNames, type HandOverForm } from './hand-over-form.ts'

interface Props {
  form: FlightForm
  where: HandOverForm
  problem: string | undefined
  /** As it would be sent; null while something is wrong, or for a flight from here. */
  handOver: HandOverInput | null
  edit: (part: Partial<HandOverForm>) => void
}

/** From here, or from the cluster of the target; what would be made there can be read beforehand. */
export function HandOverFields({ form, where, problem, handOver, edit }: Props) {
  return (
    <>
      <div style={{ gridColumn: 'span 12' }}>
        <SegmentedControl
          aria-label="Flies from"
          data={flyFroms.map((value) => ({ value, label: fromNames[value] }))}
          value={where.from}
          onChange={(from) => edit({ from: flyFroms.find((one) => one === from) ?? 'laptop' })}
        />
      </div>
      <p className="dim field-note">
        {where.from === 'laptop'
          ? 'Past what a laptop, or a tunnel from it, can carry, the cluster flies the same plan itself.'
          : 'Aviary makes the objects there, follows them, fetches the result back and takes them away again.'}
      </p>
      {problem !== undefined && <p className="tone-failing field-note">{problem}</p>}
      {where.from !== 'laptop' && (
        <>
          <ClusterFields form={form} where={where} tool={where.from} edit={edit} />
          <ManifestPreview key={JSON.stringify(handOver)} handOver={handOver} />
        </>
      )}
    </>
  )
}

function ClusterFields({
  form,
  where,
  tool,
  edit,
}: Omit<Props, 'handOver' | 'problem'> & { tool: FlightTool }) {
  const contexts = usePickedContexts().map((context) => context.name)
  return (
    <>
      {form.kind === 'url' && (
        <Select
          style={{ gridColumn: 'span 4' }}
          label="Context that flies it"
          data={contexts}
          value={where.context || null}
          nothingFoundMessage="No picked context"
          onChange={(context) => edit({ context: context ?? '' })}
        />
      )}
      <TextInput
        style={{ gridColumn: 'span 4' }}
        label="Namespace of its pods"
        placeholder={isInNamespace(form) ? form.namespace || 'default' : 'default'}
        value={where.namespace}
        onChange={(event) => edit({ namespace: event.currentTarget.value })}
      />
      {tool === 'k6' && (
        <TextInput
          style={{ gridColumn: 'span 4' }}
          label="Runners that share the load"
          value={where.parallelism}
          onChange={(event) => edit({ parallelism: event.currentTarget.value })}
        />
      )}
      <TextInput
        style={{ gridColumn: 'span 4' }}
        label="Image"
        placeholder={toolImages[tool]}
        value={where.image}
        onChange={(event) => edit({ image: event.currentTarget.value })}
      />
      <Checkbox
        style={{ gridColumn: 'span 12' }}
        label="With Istio's sidecar: routed and encrypted as any client of the mesh"
        checked={where.sidecar}
        onChange={(event) => edit({ sidecar: event.currentTarget.checked })}
      />
    </>
  )
}

const isInNamespace = ({ kind }: FlightForm) => kind !== 'url' && kind !== 'gateway'

/** What would be made there, as YAML. */
function ManifestPreview({ handOver }: { handOver: HandOverInput | null }) {
  const read = useCall(async () => (handOver === null ? null : core.handOver.manifest(handOver)))
  return (
    <div className="stack" style={{ gridColumn: 'span 12' }}>
      {read.answer === null ? (
        <div>
          <Button disabled={handOver === null} loading={read.pending} onClick={() => void read.run()}>
            Show the manifest
          </Button>
        </div>
      ) : (
        <figure className="manifest" aria-label="Manifest">
          <div className="manifest-copy">
            <CopyButton text={read.answer.yaml} what="the manifest" />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
          <pre tabIndex={0}>{read.answer.yaml}</pre>
        </figure>
      )}
      {read.answer?.notes.map((note) => (
        <p className="tone-degraded" key={note}>
          {note}
        </p>
      ))}
      {read.failure !== null && <FailureNotice failure={read.failure} />}
    </div>
  )
}
